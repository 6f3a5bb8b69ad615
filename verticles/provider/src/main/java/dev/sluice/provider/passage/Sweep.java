package dev.sluice.provider.passage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Looks after all deadlines of one event loop in one go, several times a second. A timer for each call would be set and
 * cancelled 30,000 times a second to fire almost never.
 */
public final class Sweep {
    private final Set<Timed> running = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Something with deadlines. */
    public interface Timed {

        /** Whether a deadline has passed, {@code now} being a reading of {@link System#nanoTime}. */
        boolean isOverdue(long now);

        /** Called once after a deadline has passed. */
        void overdue();
    }

    public void watch(Timed timed) {
        running.add(timed);
    }

    public void forget(Timed timed) {
        running.remove(timed);
    }

    public int size() {
        return running.size();
    }

    /** Tells everything that is overdue. */
    public void check(long now) {
        List<Timed> late = new ArrayList<>();
        for (Timed timed : running) {
            if (timed.isOverdue(now)) {
                late.add(timed);
            }
        }
        late.forEach(Timed::overdue);
    }
}
