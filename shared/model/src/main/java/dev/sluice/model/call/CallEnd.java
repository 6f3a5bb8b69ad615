package dev.sluice.model.call;

/** The ways in which an admitted call can end; the request row keeps which one it was. See README, "How a request ends". */
public enum CallEnd {
    /** The whole answer was produced. Billed: the upstream's usage, checked. */
    COMPLETED,
    /** The caller left before any content. Billed: nothing, unless the upstream reported usage. */
    CALLER_LEFT_EARLY,
    /** The caller left in mid-answer. Billed: what was produced. */
    CALLER_LEFT,
    /** No channel began to answer. Billed: nothing. */
    UPSTREAM_REFUSED,
    /** The upstream failed in mid-answer. Billed: what it reported, nothing if it reported nothing. */
    UPSTREAM_BROKE,
    /** The request was refused before any upstream was asked. Billed: nothing. */
    REFUSED
}
