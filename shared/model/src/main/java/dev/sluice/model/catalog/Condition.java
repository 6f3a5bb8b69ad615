package dev.sluice.model.catalog;

import dev.sluice.model.chat.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * When a rule holds: when all of this is so.
 *
 * @param model what the upstream's name of the model must match; {@code *} stands for any run of characters
 * @param stream whether the answer must be wanted in events, or must not
 * @param path where the body must have something; see {@link BodyRule#path}
 * @param value what it must have there; absent for anything
 */
public record Condition(
        @Nullable String model,
        @Nullable Boolean stream,
        @Nullable String path,
        @Nullable RawJson value) {
    public static final Condition ALWAYS = new Condition(null, null, null, null);

    public boolean isAlways() {
        return equals(ALWAYS);
    }
}
