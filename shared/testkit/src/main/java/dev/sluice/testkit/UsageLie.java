package dev.sluice.testkit;

/** How an upstream's usage report can be wrong. */
public enum UsageLie {
    /** As OpenAI does: a last chunk without choices, null on the others, and only if it was asked for. */
    HONEST,
    MISSING,
    ZERO,
    /** Minus a thousand completion tokens. */
    NEGATIVE,
    /** 10¹⁸ completion tokens. */
    ABSURD,
    /** The usage chunk comes two times, with the same figures. Streams only. */
    TWICE,
    /** On the first content chunk, and never again. Streams only. */
    EARLY
}
