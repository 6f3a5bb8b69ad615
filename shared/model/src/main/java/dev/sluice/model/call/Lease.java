package dev.sluice.model.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner grants: one part for each need, in their order. Rates are good for a second from the asking, slots for ten.
 */
public record Lease(List<Part> parts) {
    public Lease {
        parts = List.copyOf(parts);
    }

    /**
     * Answers one need.
     *
     * @param owned false if the answerer does not own these limits as far as it knows; then nothing is granted
     */
    public record Part(
            boolean owned,
            @Nullable Granted requests,
            @Nullable Granted tokens,
            @Nullable Granted slots) {
        public static final Part NOT_MINE = new Part(false, null, null, null);
    }

    /**
     * Answers one dimension of a need.
     *
     * @param amount granted; of slots the total that the asker holds from now on
     * @param left at the owner after that
     * @param waitNanos until it is worth asking again, 0 if all that was needed is granted
     * @param quietNanos for which another owner that knew nothing else would have to grant nothing
     */
    public record Granted(long amount, long left, long waitNanos, long quietNanos) {}
}
