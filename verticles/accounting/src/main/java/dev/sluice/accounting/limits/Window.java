package dev.sluice.accounting.limits;

import java.time.Duration;

/**
 * What was taken of one limit in the last minute. Amounts that lie close together are kept as one, as of the last of them, so that
 * memory is bounded and nothing is forgotten too early. Not thread safe.
 */
final class Window {
    static final long LENGTH = Duration.ofMinutes(1).toNanos();

    /** Amounts are kept as one up to this part of the limit, so that what is forgotten later than it could be is less. */
    private static final int PARTS = 128;

    private static final int MOST = 2 * PARTS;
    private static final int FEWEST = 4;

    private long[] times = new long[FEWEST];
    private long[] amounts = new long[FEWEST];
    private int head;
    private int size;
    private long used;

    private int index(int i) {
        return (head + i) & (times.length - 1);
    }

    /** Forgets what is older than a minute. */
    void expire(long now) {
        while (size > 0 && now - times[head] >= LENGTH) {
            used -= amounts[head];
            head = index(1);
            size--;
        }
    }

    long used() {
        return used;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Something was taken.
     *
     * @param at not necessarily later than what was taken before; then it counts as long as that
     * @param limit of which it was taken
     */
    void add(long amount, long at, double limit) {
        used += amount;
        if (size == MOST) {
            compact(limit);
        }
        int last = index(Math.max(0, size - 1));
        long time = size > 0 ? at + Math.max(times[last] - at, 0) : at;
        if (size > 0 && (size == MOST || amounts[last] + amount <= limit / PARTS)) {
            amounts[last] += amount;
            times[last] = time;
            return;
        }
        makeRoom();
        int next = index(size++);
        times[next] = time;
        amounts[next] = amount;
    }

    /** What was given back may have left many small amounts. */
    private void compact(double limit) {
        int kept = 0;
        for (int i = 1; i < size; i++) {
            int to = index(kept);
            long amount = amounts[index(i)];
            long time = times[index(i)];
            if (amounts[to] + amount > limit / PARTS) {
                to = index(++kept);
                amounts[to] = 0;
            }
            amounts[to] += amount;
            times[to] = time;
        }
        size = kept + 1;
    }

    private void makeRoom() {
        if (size < times.length) {
            return;
        }
        long[] laterTimes = new long[2 * size];
        long[] laterAmounts = new long[2 * size];
        for (int i = 0; i < size; i++) {
            laterTimes[i] = times[index(i)];
            laterAmounts[i] = amounts[index(i)];
        }
        times = laterTimes;
        amounts = laterAmounts;
        head = 0;
    }

    /** Gives back what was taken at some time and not used; what was forgotten since is not given back twice. */
    void giveBack(long amount, long takenAt) {
        long rest = amount;
        for (int i = 0; i < size && rest > 0; i++) {
            int one = index(i);
            if (times[one] - takenAt >= 0) {
                long back = Math.min(rest, amounts[one]);
                amounts[one] -= back;
                used -= back;
                rest -= back;
            }
        }
    }

    /** Nanoseconds until so much fits into the limit. */
    long waitFor(long amount, long limit, long now) {
        long over = used + amount - limit;
        long wait = 0;
        for (int i = 0; i < size && over > 0; i++) {
            over -= amounts[index(i)];
            wait = times[index(i)] + LENGTH - now;
        }
        return Math.max(0, wait);
    }

    /** Nanoseconds after which filling evenly from nothing cannot exceed the limit in any minute. */
    long quiet(long limit, long now) {
        long before = Math.max(0, limit - used);
        long quiet = 0;
        for (int i = 0; i < size; i++) {
            double refilled = (double) before / limit * LENGTH;
            quiet = Math.max(quiet, times[index(i)] + LENGTH - now - (long) refilled);
            before = Math.min(limit, before + amounts[index(i)]);
        }
        return quiet;
    }

    /** Nanoseconds until nothing of it is left. */
    long age(long now) {
        return size == 0 ? 0 : times[index(size - 1)] + LENGTH - now;
    }

    /** Counts what was taken before some time as another part of the limit than it was. */
    void scale(double factor, long before) {
        used = 0;
        for (int i = 0; i < size; i++) {
            int one = index(i);
            if (times[one] - before < 0) {
                amounts[one] = (long) Math.ceil(amounts[one] * factor);
            }
            used += amounts[one];
        }
    }
}
