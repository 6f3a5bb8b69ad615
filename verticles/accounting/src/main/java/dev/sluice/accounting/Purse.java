package dev.sluice.accounting;

import dev.sluice.store.Account;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has drawn of one account, and who waits for more. Thread safe; amounts are nano-dollars.
 *
 * <p>Calls take from it in the order in which they came. While it has too little, one draw at a time is made for all that
 * wait.
 */
final class Purse {
    private static final Logger LOG = LoggerFactory.getLogger(Purse.class);
    private static final int MOST_WAITING = 1_000;
    private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

    private final Account account;
    private final Teller teller;
    private final Clocks clocks;
    private final RecentSum spent;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private long free;
    private long setAside;
    private long takenAt;
    /** While one draws, or gives back, nobody else does. */
    private boolean drawing;

    /** The ledger may hold more of the account for this node than is known here: an answer of it was lost. */
    private boolean doubtful;

    /** How often somebody took from here. */
    private long takings;

    private boolean retired;

    /** What came of taking. */
    enum Taking {
        TAKEN,
        /** The account has too little. */
        SHORT,
        /** The account could not be asked, or not in time. */
        UNKNOWN,
        /** Too many calls wait for this account. */
        CROWDED
    }

    /**
     * Somebody who needs money.
     *
     * @param until nanoseconds of the monotonic clock
     */
    private record Waiter(long need, long until, Promise<Taking> answer) {}

    private record Answer(Waiter waiter, Taking taking) {
        void say() {
            waiter.answer().complete(taking);
        }
    }

    Purse(Account account, Teller teller, Clocks clocks) {
        this.account = account;
        this.teller = teller;
        this.clocks = clocks;
        this.spent = new RecentSum(clocks.now());
        this.takenAt = clocks.now();
    }

    Account account() {
        return account;
    }

    /** Sets money aside, waiting for a draw if need be; null if this purse is retired and another one must be asked. */
    @Nullable
    Future<Taking> take(long need) {
        Waiter waiter;
        synchronized (this) {
            if (retired) {
                return null;
            }
            if (waiting.isEmpty() && free >= need) {
                setAside(need);
                return Future.succeededFuture(Taking.TAKEN);
            }
            if (waiting.size() >= MOST_WAITING) {
                return Future.succeededFuture(Taking.CROWDED);
            }
            waiter = new Waiter(need, clocks.now() + PATIENCE, Promise.promise());
            waiting.add(waiter);
        }
        drawIfNeeded();
        return waiter.answer().future();
    }

    /**
     * Ends what {@link #take} began.
     *
     * @param need what was set aside
     * @param cost what it came to in the end; may be more
     * @return the part of the cost that this purse had
     */
    long settle(long need, long cost) {
        List<Answer> answers = new ArrayList<>();
        long paid;
        synchronized (this) {
            paid = Math.min(cost, Math.addExact(need, free));
            setAside -= need;
            free = free + need - paid;
            spent.add(cost, clocks.now());
            grant(answers);
        }
        answers.forEach(Answer::say);
        return paid;
    }

    /**
     * Takes out what is free if nobody has set any aside for so long; the caller gives it back to the ledger. If anything was
     * taken, whoever comes waits until {@link #putIn}: a draw would meet the money on its way back.
     */
    synchronized long takeOut(long idleNanos) {
        boolean idle = !drawing && waiting.isEmpty() && clocks.now() - takenAt >= idleNanos;
        long out = idle ? free : 0;
        free -= out;
        drawing = drawing || out > 0;
        return out;
    }

    /** Puts back what is left of what {@link #takeOut} took, perhaps nothing. */
    void putIn(long amount) {
        synchronized (this) {
            free = Math.addExact(free, amount);
            drawing = false;
        }
        drawIfNeeded();
    }

    /** From now on the ledger may hold more for this node than is known here. */
    synchronized void doubt() {
        doubtful = true;
    }

    /** The ledger holds what is known here, and no more. */
    synchronized void trust() {
        doubtful = false;
    }

    synchronized boolean isDoubtful() {
        return doubtful;
    }

    /** How often somebody took from here, if all of them have settled and nobody waits; empty otherwise. */
    synchronized OptionalLong quietSince() {
        return isQuiet() ? OptionalLong.of(takings) : OptionalLong.empty();
    }

    /** As {@link #takeOut} of all that is free, perhaps nothing, and empty if it is not quiet since then. */
    synchronized OptionalLong shut(long quietSince) {
        if (!isQuiet() || takings != quietSince) {
            return OptionalLong.empty();
        }
        long out = free;
        free = 0;
        drawing = true;
        return OptionalLong.of(out);
    }

    /** Gives up this purse if nothing is in it and nobody counts on it. */
    synchronized boolean retire(long idleNanos) {
        retired = isQuiet() && !doubtful && free == 0 && clocks.now() - takenAt >= idleNanos;
        return retired;
    }

    private boolean isQuiet() {
        return !drawing && waiting.isEmpty() && setAside == 0;
    }

    /** Lets nobody wait longer than they have patience. */
    void dismissLate() {
        List<Answer> answers = new ArrayList<>();
        synchronized (this) {
            long now = clocks.now();
            answer(answers, Taking.UNKNOWN, waiter -> waiter.until() - now <= 0);
        }
        answers.forEach(Answer::say);
    }

    private void setAside(long amount) {
        takenAt = clocks.now();
        takings++;
        free -= amount;
        setAside = Math.addExact(setAside, amount);
    }

    /** Begins a draw unless one is in progress; money may have come back since somebody began to wait. */
    private void drawIfNeeded() {
        List<Answer> answers = new ArrayList<>();
        Teller.Draw draw = null;
        synchronized (this) {
            if (!drawing) {
                grant(answers);
                drawing = !waiting.isEmpty();
                draw = drawing ? nextDraw() : null;
            }
        }
        answers.forEach(Answer::say);
        if (draw != null) {
            Teller.Draw asked = draw;
            teller.draw(asked).onComplete(drawn -> finish(asked, drawn));
        }
    }

    private Teller.Draw nextDraw() {
        long all = 0;
        long largest = 0;
        for (Waiter waiter : waiting) {
            all = saturatedAdd(all, waiter.need());
            largest = Math.max(largest, waiter.need());
        }
        long least = waiting.element().need() - free;
        return new Teller.Draw(account, all - free, least, largest, spent.at(clocks.now()));
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private void finish(Teller.Draw draw, AsyncResult<Long> drawn) {
        List<Answer> answers = new ArrayList<>();
        synchronized (this) {
            drawing = false;
            if (drawn.succeeded()) {
                free = Math.addExact(free, drawn.result());
                grant(answers);
                refuseIfShort(answers, draw, drawn.result());
            } else {
                doubtful = true;
                serveOrDismissAll(answers);
            }
        }
        if (drawn.failed() && !(drawn.cause() instanceof StoreUnavailable)) {
            LOG.error("event=draw_failed account={}", account.id(), drawn.cause());
        }
        answers.forEach(Answer::say);
        drawIfNeeded();
    }

    /** Nothing more comes for now: in their order, they get what is here or are told that nobody knows. */
    private void serveOrDismissAll(List<Answer> answers) {
        grant(answers);
        while (!waiting.isEmpty()) {
            answers.add(new Answer(waiting.remove(), Taking.UNKNOWN));
            grant(answers);
        }
    }

    private void grant(List<Answer> answers) {
        while (!waiting.isEmpty() && waiting.element().need() <= free) {
            Waiter first = waiting.remove();
            setAside(first.need());
            answers.add(new Answer(first, Taking.TAKEN));
        }
    }

    /** The account had less than the least that was asked for: nobody who needs as much can be served. */
    private void refuseIfShort(List<Answer> answers, Teller.Draw draw, long got) {
        if (got < draw.least()) {
            answer(answers, Taking.SHORT, waiter -> waiter.need() - free >= draw.least());
        }
    }

    private void answer(List<Answer> answers, Taking taking, Predicate<Waiter> which) {
        for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (which.test(waiter)) {
                all.remove();
                answers.add(new Answer(waiter, taking));
            }
        }
    }
}
