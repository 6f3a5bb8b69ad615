package dev.sluice.store;

/** One line of the roll-ups: calls of one slot, user, key, model and channel. */
public record UsageLine(UsageKey key, Sums sums) {}
