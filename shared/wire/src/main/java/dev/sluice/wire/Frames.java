package dev.sluice.wire;

import dev.sluice.model.Bytes;
import org.jspecify.annotations.Nullable;

/** Cuts a streamed answer into its events, as its bytes arrive, cut anywhere. Bounded. One per answer; not thread safe. */
public interface Frames {

    /** Takes the next bytes. Only after {@link #next} has said null. */
    void feed(Bytes piece);

    /** The body is over: what is left is taken for a whole event, if the framing allows that. */
    void finish();

    /** The next event with data; null if it has not come yet, or if the body cannot be read any further. */
    @Nullable
    Frame next();

    /** The error that stands in the body where events should be, outside of all framing; null if there is none so far. */
    default @Nullable UpstreamError failure() {
        return null;
    }

    /** Why the body cannot be read any further, in a sentence for the caller; null as long as it can. */
    @Nullable
    String complaint();
}
