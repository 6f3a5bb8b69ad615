package dev.sluice.ingress;

/**
 * Watches a stream for silence on either side: that of an upstream is bridged with comments, and a reader who takes nothing
 * is cut. Used on one event loop only.
 */
final class Silence {
    private final Reply reply;
    private final IngressSettings settings;
    private long quietSince = System.nanoTime();
    private long stalledSince = -1;

    Silence(Reply reply, IngressSettings settings) {
        this.reply = reply;
        this.settings = settings;
    }

    /** The upstream has said something. */
    void said() {
        quietSince = System.nanoTime();
    }

    /** The reader has taken something, so it is slow but has not stopped. */
    void taken() {
        stalledSince = -1;
    }

    /**
     * Looks at both sides.
     *
     * @param mayComment whether a comment may be said now
     */
    void tick(long now, boolean mayComment) {
        if (mayComment && now - quietSince > settings.keepAlive().toNanos()) {
            quietSince = now;
            if (!reply.isStalled()) {
                reply.keepAlive();
            }
        }
        if (!reply.isStalled()) {
            stalledSince = -1;
        } else if (stalledSince < 0) {
            stalledSince = now;
        } else if (now - stalledSince > settings.stallTimeout().toNanos()) {
            reply.cut();
        }
    }
}
