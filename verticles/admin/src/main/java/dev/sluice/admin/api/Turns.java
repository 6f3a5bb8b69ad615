package dev.sluice.admin.api;

import dev.sluice.admin.http.Principal;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets each user have one thing done at a time, so that nobody keeps the database from others. Thread safe. */
public final class Turns {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Does it now, or refuses with 429 while something of the caller's is being done. */
    <T> T take(Principal caller, Supplier<T> work) {
        String user = Objects.requireNonNullElse(caller.userId(), "");
        if (!taken.add(user)) {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "one at a time; try again when it is done")
                    .retryAfter(WAIT));
        }
        try {
            return work.get();
        } finally {
            taken.remove(user);
        }
    }
}
