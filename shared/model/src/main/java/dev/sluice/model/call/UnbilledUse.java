package dev.sluice.model.call;

import dev.sluice.model.chat.Usage;

/**
 * What a provider is thought to charge for and no caller pays, told to accounting: it is the house's.
 *
 * @param candidate the channel that was asked
 * @param model as callers name it
 * @param group of the caller
 * @param arrivedAtMillis of the call that it belongs to; wall clock
 * @param usage as far as it is known, else estimated
 */
public record UnbilledUse(
        Kind kind, Candidate candidate, String model, String group, long arrivedAtMillis, Usage usage) {

    /** What it was for. */
    public enum Kind {
        /** One of two attempts at a slow call that was cancelled. */
        HEDGE,
        /** A copy of a call. */
        SHADOW
    }

    /** With another usage. */
    public UnbilledUse withUsage(Usage other) {
        return new UnbilledUse(kind, candidate, model, group, arrivedAtMillis, other);
    }
}
