package dev.sluice.accounting;

import dev.sluice.model.call.CallId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are being admitted or have been admitted, bounded in number. Thread safe.
 *
 * <p>A call enters before anything is set aside for it, and leaves when it is refused or settled.
 */
final class OpenCalls {
    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<CallId, Hold> holds = new ConcurrentHashMap<>();

    OpenCalls(int most) {
        this.most = most;
    }

    /** Takes a place; false if there is none. */
    boolean enter() {
        if (count.incrementAndGet() <= most) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** Frees the place of a call that was not admitted after all. */
    void leave() {
        count.decrementAndGet();
    }

    /** Keeps the hold of a call that has entered; false if a call of this id is open already. */
    boolean keep(Hold hold) {
        return holds.putIfAbsent(hold.request().call(), hold) == null;
    }

    /** Ends a call and frees its place; of two at once, one gets the hold. */
    @Nullable
    Hold end(CallId call) {
        Hold hold = holds.remove(call);
        if (hold != null) {
            leave();
        }
        return hold;
    }

    /** Calls that were admitted before this moment. */
    List<Hold> before(long nanos) {
        return holds.values().stream().filter(hold -> hold.since() - nanos < 0).toList();
    }

    int count() {
        return count.get();
    }
}
