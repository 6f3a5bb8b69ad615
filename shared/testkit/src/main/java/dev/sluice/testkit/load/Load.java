package dev.sluice.testkit.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Callers who keep coming at a given rate, whether or not they are answered, and what they saw. Each call is on a virtual
 * thread and a connection of its own.
 */
public final class Load implements AutoCloseable {
    private static final int MOST_AT_ONCE = 1_000;
    private static final long SECOND = 1_000_000_000L;

    private final Supplier<URI> gateway;
    private final IntFunction<Ask> asks;
    private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Phaser underWay = new Phaser(1);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean asking;
    private volatile int retries;
    private Thread clock = new Thread();

    /**
     * A load that has not begun.
     *
     * @param gateway where it is at the moment
     * @param asks the call of this number, from 0
     */
    public Load(Supplier<URI> gateway, IntFunction<Ask> asks) {
        this.gateway = gateway;
        this.asks = asks;
    }

    /** Who is turned away asks again at once, so many times at most, whatever it was told. */
    public Load retrying(int most) {
        retries = most;
        return this;
    }

    /** Begins, or begins again. */
    public Load start(double perSecond) {
        asking = true;
        clock = Thread.ofPlatform().daemon().name("load").start(() -> ask(perSecond));
        return this;
    }

    /** Waits until so many callers have had an answer to its end, but no longer than this. */
    public void awaitEnded(int calls, Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        while (ended.get() < calls && System.nanoTime() < until) {
            LockSupport.parkNanos(SECOND / 1_000);
        }
    }

    /** Asks no more and waits for those who are being answered. */
    public void stop(Duration deadline) {
        asking = false;
        try {
            clock.join();
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while callers were being answered", e);
        } catch (TimeoutException e) {
            throw new AssertionError("callers still wait for their answers after " + deadline, e);
        }
    }

    /** Makes one call and waits for its end. */
    public static Seen call(URI gateway, Ask ask) {
        return Caller.call(gateway, ask);
    }

    /** What callers have seen so far, of calls that have ended for them. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Calls that were answered with what was asked for, and ended between these two moments of {@link System#nanoTime}. */
    public long servedBetween(long fromNanos, long toNanos) {
        return seen.stream()
                .filter(call -> call.status() == 200 && call.endedNanos() >= fromNanos && call.endedNanos() < toNanos)
                .count();
    }

    /** Calls that ended for their callers between these two moments, however they ended. */
    public long answeredBetween(long fromNanos, long toNanos) {
        return seen.stream()
                .filter(call -> call.endedNanos() >= fromNanos && call.endedNanos() < toNanos)
                .count();
    }

    /** Forgets what was seen so far. */
    public void forget() {
        seen.clear();
    }

    private void ask(double perSecond) {
        long begun = System.nanoTime();
        for (long asked = 0; asking; asked++) {
            long due = begun + (long) (asked * SECOND / perSecond);
            for (long early = due - System.nanoTime(); early > 0 && asking; early = due - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(early, SECOND / 10));
            }
            if (asking && room.tryAcquire()) {
                call();
            }
        }
    }

    private void call() {
        Ask ask = asks.apply(next.getAndIncrement());
        underWay.register();
        Thread.ofVirtual().name("caller").start(() -> {
            try {
                int tries = 0;
                while (call(ask).isRefused() && tries < retries && asking) {
                    tries++;
                }
            } finally {
                room.release();
                underWay.arriveAndDeregister();
            }
        });
    }

    private Seen call(Ask ask) {
        Seen outcome = Caller.call(gateway.get(), ask);
        seen.add(outcome);
        ended.addAndGet(outcome.ended() ? 1 : 0);
        return outcome;
    }

    @Override
    public void close() {
        asking = false;
    }
}
