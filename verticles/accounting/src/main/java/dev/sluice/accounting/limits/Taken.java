package dev.sluice.accounting.limits;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One call's part of whatever counts for its limits. */
final class Taken implements Limiter.Ticket {
    private final Counted[] all;
    private final long estimate;
    private final long takenAt;
    private final Ending ending;

    /** What counts for one subject. Whoever uses it holds its lock. */
    interface Counted {
        /** A call is over and has used so many tokens more than were taken for it, or less; returns whom to tell of it at once. */
        @Nullable
        Line settle(long moreTokens, long takenAt, long now);

        /** A call is not made, and what was taken for it goes back; returns as above. */
        @Nullable
        Line cancel(long estimate, long takenAt, long now);
    }

    /**
     * What all ends of calls need.
     *
     * @param nanos a monotonic clock
     * @param tell what is told who should hear of an end at once
     */
    record Ending(LongSupplier nanos, Consumer<Line> tell) {}

    Taken(Counted[] all, long estimate, long takenAt, Ending ending) {
        this.all = all;
        this.estimate = estimate;
        this.takenAt = takenAt;
        this.ending = ending;
    }

    @Override
    public void settle(long used) {
        long now = ending.nanos().getAsLong();
        for (Counted one : all) {
            Line toTell;
            synchronized (one) {
                toTell = one.settle(used - estimate, takenAt, now);
            }
            tell(toTell);
        }
    }

    @Override
    public void cancel() {
        long now = ending.nanos().getAsLong();
        for (Counted one : all) {
            Line toTell;
            synchronized (one) {
                toTell = one.cancel(estimate, takenAt, now);
            }
            tell(toTell);
        }
    }

    private void tell(@Nullable Line line) {
        if (line != null) {
            ending.tell().accept(line);
        }
    }
}
