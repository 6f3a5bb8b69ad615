package dev.sluice.model.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How it is found out whether a channel works, without any caller.
 *
 * @param model by its callers' name; absent for the first that the channel serves
 * @param every how often it, or one of its keys, is tried while that rests or a rule has disabled it; zero for never, absent
 *     for as often as others
 * @param everyWell the same while it works
 */
public record Probing(
        @Nullable String model,
        @Nullable Duration every,
        @Nullable Duration everyWell) {
    public static final Probing USUAL = new Probing(null);

    public Probing(@Nullable String model) {
        this(model, null, null);
    }
}
