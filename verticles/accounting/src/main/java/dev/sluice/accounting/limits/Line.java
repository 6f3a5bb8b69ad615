package dev.sluice.accounting.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** This node's way to one owner: which holdings have something to ask, gathered while an earlier question is under way. */
final class Line {
    private static final int MOST = 256;
    /** After which a question may be lost, and the next one goes out. */
    private static final long GIVE_UP = Duration.ofMillis(250).toNanos();
    /** Between two questions to an owner that does not answer. */
    private static final long PROBE = Duration.ofMillis(100).toNanos();

    private final String node;
    private final Set<Holding> dirty = new LinkedHashSet<>();
    private boolean underWay;
    private long sequence;
    private long askedAt;
    private volatile boolean silent;

    Line(String node, long now) {
        this.node = node;
        this.askedAt = now - GIVE_UP;
    }

    String node() {
        return node;
    }

    /** Whether the owner has not answered lately. */
    boolean isSilent() {
        return silent;
    }

    synchronized void mark(Holding holding) {
        dirty.add(holding);
    }

    /**
     * A question that goes out.
     *
     * @param number higher than those of all questions before
     */
    record Batch(long number, List<Holding> holdings) {
        static final Batch NONE = new Batch(0, List.of());
    }

    /** Begins a question, if one may go out now: what to ask about, nothing if there is none. */
    synchronized Batch begin(AtomicLong numbers, long now) {
        long age = now - askedAt;
        if (dirty.isEmpty() || (underWay && age < GIVE_UP) || (silent && age < PROBE)) {
            return Batch.NONE;
        }
        List<Holding> batch = new ArrayList<>(Math.min(MOST, dirty.size()));
        Iterator<Holding> next = dirty.iterator();
        while (next.hasNext() && batch.size() < MOST) {
            batch.add(next.next());
            next.remove();
        }
        underWay = true;
        sequence = numbers.incrementAndGet();
        askedAt = now;
        return new Batch(sequence, batch);
    }

    /** A question has been answered, however late, or has failed. */
    synchronized void end(long number, boolean answered) {
        underWay = underWay && sequence != number;
        silent = !answered && (silent || sequence == number);
    }

    /** The time for an answer is over: returns whether this was still the question under way. */
    synchronized boolean giveUp(long number) {
        boolean waiting = underWay && sequence == number;
        silent = silent || waiting;
        return waiting;
    }

    /** Holdings that wait for their turn to be asked about. */
    synchronized List<Holding> waiting() {
        return List.copyOf(dirty);
    }
}
