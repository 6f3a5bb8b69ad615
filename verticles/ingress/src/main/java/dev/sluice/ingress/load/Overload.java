package dev.sluice.ingress.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's load: which level it is at, and whether one more call may come in. A call that comes in costs two counters
 * and the reading of two fields; only beyond 90 percent its tenant is looked at. Thread safe.
 *
 * <p>The level follows the highest signal. What is measured in time (event loops, journal) never closes the node to
 * connections, and matters to callers only while there are more than a few calls and once the node is warm: with fewer it
 * is not the calls that make it slow, before that it is that its code is not compiled, and turning calls away would help
 * nobody. Nor does it where an event loop is late because others have the processors: then calls wait, up to what fits in.
 */
public final class Overload {
    /** So many calls are never too many for the time that something takes. */
    static final int FEW_CALLS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(Overload.class);
    private static final int MOST_TENANTS = 4_096;
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();
    /** Shares are found anew when this has passed for each tenant, so that finding them takes a small part of the time. */
    private static final long SHARE_NANOS = 4_000;

    private static final int WHOLE = 100;
    /** An event loop that works for less of its time is not late by its own work, if the process has no more of the processors either. */
    private static final int LOOP_AT_WORK = 70;

    private static final int PROCESS_AT_WORK = 50;

    private final OverloadSettings settings;
    private final LongSupplier clock;
    private final Tenants tenants;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicLong nextLook;
    private final AtomicLong nextShare;
    private final List<LoopLag> loops = new CopyOnWriteArrayList<>();
    private final WaitTime journal = new WaitTime();
    private final WarmUp warmUp = new WarmUp();
    private final Staircase staircase = new Staircase();
    private final CallLimit limit;
    private final Map<Signal, AtomicInteger> signals = new EnumMap<>(Signal.class);
    private final IntSupplier heap;
    private final IntSupplier processors;
    private volatile IntSupplier database = () -> 0;
    private volatile Level level = Level.NORMAL;
    private final AtomicReference<Gate> gate;
    private volatile Share share = new Share(Integer.MAX_VALUE, false);

    /** Whether a call may come in. */
    public enum Verdict {
        WELCOME,
        /** Its tenant has more than a fair share already, and others want theirs. */
        OVER_SHARE,
        /** There is no room for anybody. */
        FULL
    }

    /**
     * How many calls may be in flight.
     *
     * @param unseen up to so many nobody is looked at
     * @param trusting up to so many only those are looked at who have more than half of what is shared
     * @param shared so many are divided among tenants
     * @param full beyond so many nobody comes in
     * @param booking whether it is the journal or the database that cannot take more, which no tenant is to blame for
     */
    private record Gate(int unseen, int trusting, int shared, int full, boolean booking) {
        static final Gate CLOSED = new Gate(0, 0, 0, 0, false);

        /** The same, when calls are shared out: a place that becomes free is not for whoever comes first, as that is who asks most often. */
        Gate looking() {
            return new Gate(0, 0, shared, full, booking);
        }

        boolean trusts(int all, int own) {
            return all <= unseen || (all <= trusting && own <= shared / 2);
        }
    }

    /**
     * What each tenant may have.
     *
     * @param contended whether there is more than one
     */
    private record Share(int calls, boolean contended) {}

    /**
     * A node without load.
     *
     * @param heap how much of it is in use, in percent
     * @param processors how much of them this process has, in percent
     */
    public Overload(OverloadSettings settings, IntSupplier heap, IntSupplier processors, LongSupplier clock) {
        this.settings = settings;
        this.heap = heap;
        this.processors = processors;
        this.clock = clock;
        this.tenants = new Tenants(MOST_TENANTS, clock);
        this.limit = new CallLimit(settings.maxCalls(), FEW_CALLS);
        this.nextLook = new AtomicLong(clock.getAsLong());
        this.nextShare = new AtomicLong(clock.getAsLong());
        for (Signal signal : Signal.values()) {
            signals.put(signal, new AtomicInteger());
        }
        this.gate = new AtomicReference<>(gate(settings.maxCalls()));
    }

    public Tenants tenants() {
        return tenants;
    }

    public Level level() {
        return level;
    }

    /** The load by one signal in percent, as of the last look. */
    public int percent(Signal signal) {
        AtomicInteger value = signals.get(signal);
        return value == null ? 0 : value.get();
    }

    /** Calls in flight. */
    public int calls() {
        return calls.get();
    }

    public int tenantCount() {
        return tenants.count();
    }

    /** Where one more event loop tells how late it is. */
    public LoopLag addLoop() {
        LoopLag lag = new LoopLag();
        loops.add(lag);
        return lag;
    }

    public void removeLoop(LoopLag lag) {
        loops.remove(lag);
    }

    /** Tells how long the end of a call has waited for being durable. */
    public void journalTook(long nanos) {
        journal.add(nanos);
    }

    /** Who knows how much of the room is taken in which ended calls wait for the database, in percent. */
    public void watchDatabase(IntSupplier percent) {
        database = percent;
    }

    /** Lets a call in, which must {@link #leave} then, or not. */
    public Verdict enter(Tenant tenant) {
        int all = calls.incrementAndGet();
        int own = tenant.enter();
        if (all <= gate.get().unseen() && own <= settings.maxCallsPerTenant()) {
            return Verdict.WELCOME;
        }
        Verdict verdict = judge(all, own);
        if (verdict != Verdict.WELCOME) {
            leave(tenant);
            tenant.refused(clock.getAsLong());
        }
        return verdict;
    }

    /** A call has ended that was let in. */
    public void leave(Tenant tenant) {
        calls.decrementAndGet();
        tenant.leave();
    }

    private Verdict judge(int all, int own) {
        Gate now = gate.get();
        if (own > settings.maxCallsPerTenant()) {
            return Verdict.OVER_SHARE;
        }
        if (now.trusts(all, own)) {
            return Verdict.WELCOME;
        }
        // Noted for the next look: the calls that were wanted are what the load is.
        peak.accumulateAndGet(all, Math::max);
        if (now.trusting() > 0 && all > now.trusting()) {
            // What a look has found out meanwhile is newer.
            gate.compareAndSet(now, now.looking());
        }
        if (all > now.full()) {
            return Verdict.FULL;
        }
        Share fair = share(now);
        if (own <= fair.calls()) {
            return Verdict.WELCOME;
        }
        return fair.contended() && !now.booking() ? Verdict.OVER_SHARE : Verdict.FULL;
    }

    private Share share(Gate now) {
        long nanos = clock.getAsLong();
        long due = nextShare.get();
        if (nanos - due >= 0 && nextShare.compareAndSet(due, nanos + SHARE_NANOS * (1 + tenants.count()))) {
            int[] demands = tenants.demands(nanos);
            share = new Share(FairShare.of(demands, now.shared()), demands.length > 1);
        }
        return share;
    }

    /** Looks at all signals if it is time; called by every event loop, about as often as it tells how late it is. */
    public void look() {
        long now = clock.getAsLong();
        long due = nextLook.get();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_NANOS)) {
            look(now);
        }
    }

    private synchronized void look(long now) {
        tenants.look(now);
        int most = Math.max(peak.getAndSet(0), calls.get());
        // Who is turned away costs little: connections are accepted however many want in.
        set(Signal.CALLS, Math.min(percentOf(most, settings.maxCalls()), Level.NO_CONNECTIONS.entry() - 1));
        set(Signal.HEAP, heap.getAsInt());
        set(Signal.DATABASE, database.getAsInt());
        long wait = journal.look();
        boolean blamed = warmUp.isOver(journal.latest(), now) && most > FEW_CALLS;
        set(Signal.EVENT_LOOP, eventLoops(blamed));
        set(Signal.JOURNAL, slow(wait, settings.journalWait(), blamed));
        Signal highest = highest();
        move(staircase.step(percent(highest), now), highest);
        int limited = limit.adapt(othersThanCalls() >= Level.FAIR_SHARES.entry(), most);
        gate.set(gate(limited));
    }

    private Gate gate(int limited) {
        boolean booking = Math.max(percent(Signal.DATABASE), percent(Signal.JOURNAL)) >= Level.FAIR_SHARES.entry();
        boolean isClosed = level.isAtLeast(Level.NO_CONNECTIONS)
                && Math.max(percent(Signal.HEAP), percent(Signal.DATABASE)) >= Level.NO_RETRIES.entry();
        if (isClosed) {
            return Gate.CLOSED;
        }
        int free = Math.min(limited, part(settings.maxCalls(), Level.FAIR_SHARES.entry()));
        int full = Math.max(free, Math.min(limited + limited / 10, settings.maxCalls()));
        Gate looking = new Gate(0, 0, free, full, booking);
        int unseen = Math.min(free, part(settings.maxCalls(), Level.NO_RETRIES.entry()));
        return level.isAtLeast(Level.FAIR_SHARES) ? looking : new Gate(unseen, free, free, full, booking);
    }

    private static int part(int all, int percent) {
        return (int) Math.max(1, (long) all * percent / WHOLE);
    }

    private void move(Level next, Signal cause) {
        Level was = level;
        if (was != next) {
            level = next;
            LOG.warn(
                    "event=overload_level from={} to={} signal={} percent={} calls={}",
                    was,
                    next,
                    cause.id(),
                    percent(cause),
                    calls.get());
        }
    }

    /** The slowest of the loops that are late by their own work, or of all if the process has most of the processors. */
    private int eventLoops(boolean blamed) {
        boolean isProcessAtWork = processors.getAsInt() >= PROCESS_AT_WORK;
        int slowest = 0;
        for (LoopLag loop : loops) {
            boolean isAtWork = isProcessAtWork || loop.busyPercent() >= LOOP_AT_WORK;
            slowest = Math.max(slowest, slow(loop.standingNanos(), settings.eventLoopLag(), blamed && isAtWork));
        }
        return slowest;
    }

    /** How slow in percent; callers notice it only if calls are to blame for it. */
    private static int slow(long nanos, Duration whole, boolean blamed) {
        Level beyond = blamed ? Level.NO_CONNECTIONS : Level.NO_RETRIES;
        return Math.min(percentOf(nanos, whole.toNanos()), beyond.entry() - 1);
    }

    private static int percentOf(long value, long whole) {
        return (int) Math.min(10 * WHOLE, value * WHOLE / whole);
    }

    private void set(Signal signal, int percent) {
        AtomicInteger value = signals.get(signal);
        if (value != null) {
            value.set(Math.max(0, percent));
        }
    }

    private Signal highest() {
        Signal highest = Signal.CALLS;
        for (Signal signal : Signal.values()) {
            if (percent(signal) > percent(highest)) {
                highest = signal;
            }
        }
        return highest;
    }

    private int othersThanCalls() {
        int most = 0;
        for (Signal signal : Signal.values()) {
            most = signal == Signal.CALLS ? most : Math.max(most, percent(signal));
        }
        return most;
    }
}
