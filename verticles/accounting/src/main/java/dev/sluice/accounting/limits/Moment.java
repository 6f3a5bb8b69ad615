package dev.sluice.accounting.limits;

/**
 * When something is decided, and who is seen then.
 *
 * @param now nanoseconds of this node's clock
 */
record Moment(View view, long now) {}
