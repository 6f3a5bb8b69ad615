package dev.sluice.model.chat;

/** Who counted the tokens of a call. */
public enum UsageSource {
    /** The upstream's own report, found plausible. */
    UPSTREAM,
    /** Counted here, because the upstream reported nothing. */
    LOCAL,
    /** Counted here, because the upstream's report was negative, absurd or overflowing. */
    REPLACED,
    /** Nothing was produced and nothing is billed. */
    NONE,
    /** Reported or counted as of any other, but by the operator's setting not billed to the user. */
    WAIVED
}
