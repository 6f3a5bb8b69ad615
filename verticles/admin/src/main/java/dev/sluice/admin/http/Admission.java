package dev.sluice.admin.http;

import dev.sluice.model.call.GatewayError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a request is from, and whether it was let in.
 *
 * @param cookies to be set with the answer, whatever it is
 * @param refusal why the caller, who is known, may not do this
 */
public record Admission(
        Principal caller, List<String> cookies, @Nullable GatewayError refusal) {
    public Admission {
        cookies = List.copyOf(cookies);
    }

    public Admission(Principal caller) {
        this(caller, List.of(), null);
    }

    /** The same caller, turned away. */
    public Admission refusing(GatewayError why) {
        return new Admission(caller, cookies, why);
    }
}
