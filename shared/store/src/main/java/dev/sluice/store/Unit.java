package dev.sluice.store;

/** What an account is counted in. */
public enum Unit {
    REQUESTS,
    /** Tokens of every class, read and written. */
    TOKENS,
    /** Nano-dollars. */
    COST
}
