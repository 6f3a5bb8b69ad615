package dev.sluice.testkit.load;

/**
 * What a caller saw of one call.
 *
 * @param port the caller's own port, by which its connection is known to the system
 * @param status 0 if no answer began
 * @param contents pieces of content seen
 * @param ended whether the answer came to its proper end: the dialect's last word of a stream, or a whole document
 * @param brokeInBand whether an error came in mid-stream
 * @param left whether the caller hung up by itself
 * @param refusal what of a body came with another status than 200
 * @param retryAfter the header of a refusal, or empty
 * @param repeated whether the answer had the call's own word, if the upstream repeats it
 * @param crossed whether it had another call's
 * @param startedNanos of {@link System#nanoTime}
 */
public record Seen(
        Ask ask,
        int port,
        int status,
        int contents,
        boolean ended,
        boolean brokeInBand,
        boolean left,
        String refusal,
        String retryAfter,
        boolean repeated,
        boolean crossed,
        long startedNanos,
        long endedNanos) {

    /** Whether the gateway turned the call away, in whatever way. */
    public boolean isRefused() {
        return status >= 400;
    }

    /** Whether it did so as a gateway does that cannot book at the moment: in the caller's dialect, with a time to come back. */
    public boolean isRefusedCleanly() {
        return status == ask.tongue().unavailable()
                && retryAfter.matches("\\d+")
                && ask.tongue().isRefusal(refusal);
    }

    /** Whether it was turned away for want of room: 429 or 503 in the caller's dialect, with a time to come back. */
    public boolean isShedCleanly() {
        return (status == 429 || status == ask.tongue().unavailable())
                && retryAfter.matches("\\d+")
                && ask.tongue().isRefusal(refusal);
    }

    /** From the beginning to the end, whatever came of it. */
    public long millis() {
        return (endedNanos - startedNanos) / 1_000_000;
    }

    /** Whether anything was had that somebody pays for. */
    public boolean hadContent() {
        return status == 200 && (contents > 0 || ended);
    }
}
