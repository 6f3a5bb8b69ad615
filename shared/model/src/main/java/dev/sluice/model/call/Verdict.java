package dev.sluice.model.call;

/** What the end of an attempt says about the channel, and whether another one is worth trying. */
public enum Verdict {
    /** It answered. */
    OK(false, false),
    /** The request itself is at fault (400, 404 of a file, 413, 422): every channel would say the same. */
    REQUEST_AT_FAULT(false, false),
    /** The caller left. Says nothing about the channel. */
    CALLER_LEFT(false, false),
    /** The channel's key is refused (401, 403). */
    KEY_REFUSED(true, true),
    /** The account of the channel's key has nothing left (402, or a 429 that says so). */
    OUT_OF_QUOTA(true, true),
    /** The channel does not know the model (404). */
    MODEL_UNKNOWN(true, false),
    /** The channel was not asked: as much as may be is under way, or used up. Says nothing about it. */
    FULL(true, false),
    /** The upstream limits the channel's key (429). */
    LIMITED(true, true),
    /** The upstream is overloaded or broken (408, 409, 425, 5xx, a stream that begins with an error, nonsense). */
    FAILED(true, true),
    /** No connection. */
    UNREACHABLE(true, true),
    /** One of the four timeouts ran out. */
    TIMED_OUT(true, true);

    private final boolean retryable;
    private final boolean blamesChannel;

    Verdict(boolean retryable, boolean blamesChannel) {
        this.retryable = retryable;
        this.blamesChannel = blamesChannel;
    }

    /** Whether the next candidate should be tried while nothing has reached the caller. */
    public boolean isRetryable() {
        return retryable;
    }

    /** Whether another key of the same channel may do better. */
    public boolean isOfKey() {
        return this == KEY_REFUSED || this == OUT_OF_QUOTA || this == LIMITED;
    }

    /** Whether the channel's health should suffer. */
    public boolean blamesChannel() {
        return blamesChannel;
    }
}
