package dev.sluice.accounting;

import dev.sluice.model.call.CallProgress;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the journal has of an open call: where its hold stands, how far its answer has come, whether its end is on the way. */
final class Trail {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final @Nullable Durability durability;
    private volatile long sequence;
    private volatile @Nullable CallProgress progress;

    /**
     * Of a call whose hold is about to be written.
     *
     * @param durability of its hold, absent if nobody waits for that
     */
    Trail(@Nullable Durability durability) {
        this.durability = durability;
    }

    @Nullable
    Durability durability() {
        return durability;
    }

    /** Completes when the hold is durable. */
    Future<Void> secured() {
        return durability == null ? Future.succeededFuture() : durability.future();
    }

    /** The hold stands here now. */
    void written(long at) {
        sequence = at;
    }

    /** Where the hold stands; 0 while that is not known yet. */
    long sequence() {
        return sequence;
    }

    void came(CallProgress how) {
        progress = how;
    }

    @Nullable
    CallProgress progress() {
        return progress;
    }

    /** True for the first who ends the call. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Whether nothing of a stream may have been said yet. */
    boolean isUnsecured() {
        return durability != null && !durability.future().succeeded();
    }
}
