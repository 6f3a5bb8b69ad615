package dev.sluice.accounting;

import dev.sluice.model.call.CallId;
import dev.sluice.store.Account;
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

    @Nullable
    Hold find(CallId call) {
        return holds.get(call);
    }

    /** Frees the place of a call whose end is written. */
    void forget(Hold hold) {
        if (holds.remove(hold.request().call(), hold)) {
            leave();
        }
    }

    /** Where in the journal the oldest hold stands that is still needed; 0 if that is not known of one just now. */
    long oldestSequence() {
        long oldest = Long.MAX_VALUE;
        for (Hold hold : holds.values()) {
            oldest = Math.min(oldest, hold.trail().sequence());
        }
        return oldest;
    }

    /** Calls whose holds stand in the journal up to there. */
    List<Hold> upTo(long sequence) {
        return holds.values().stream()
                .filter(hold -> hold.trail().sequence() > 0 && hold.trail().sequence() <= sequence)
                .toList();
    }

    /** Calls that are admitted and have not ended. */
    int held() {
        return holds.size();
    }

    /** Calls that were admitted before this moment. */
    List<Hold> before(long nanos) {
        return holds.values().stream().filter(hold -> hold.since() - nanos < 0).toList();
    }

    /** Whether the bill of an open call may tell of something paid from this account. */
    boolean countOn(Account account) {
        return holds.values().stream().anyMatch(hold -> hold.money().isOf(account));
    }

    int count() {
        return count.get();
    }
}
