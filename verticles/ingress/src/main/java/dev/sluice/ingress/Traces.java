package dev.sluice.ingress;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Explanation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the newest calls of a node went, bounded in number and in bytes; and those among them that are worth keeping for
 * longer, until somebody takes them. Thread safe; what a call costs here is a few steps under a lock that nobody holds for
 * long.
 */
public final class Traces {
    /** Waiting to be taken; of more the sample goes first, and then what comes. */
    private static final int MOST_WAITING = 256;

    private static final int MOST_TURNED_AWAY = 256;
    /**
     * A call is remembered for at least so long; when calls come faster than that allows, of the unremarkable ones only some
     * are. Whoever saw a call in a list needs about that time to ask for it; and what lives for some seconds only is copied by
     * the collector again and again, which on a busy node was most of its work.
     */
    private static final Duration LEAST = Duration.ofMinutes(1);

    private final String node;
    private final ExplainSettings settings;
    private final long leastNanos;
    private final ArrayDeque<Trace> newest = new ArrayDeque<>();
    /** Calls that were not let in, apart: strangers must not push out what users may ask about. */
    private final ArrayDeque<Trace> turnedAway = new ArrayDeque<>();
    /** All of them by their calls' ids. */
    private final Map<String, Trace> byCall = new HashMap<>();

    private final ArrayDeque<Trace> waiting = new ArrayDeque<>();
    private long bytes;
    private long others;
    private long lost;

    Traces(String node, ExplainSettings settings) {
        this(node, settings, LEAST);
    }

    Traces(String node, ExplainSettings settings, Duration least) {
        this.node = node;
        this.settings = settings;
        this.leastNanos = least.toNanos();
    }

    void add(Trace trace) {
        Trace.End end = trace.end;
        if (end == null) {
            return;
        }
        boolean isAdmitted = trace.userId != null;
        int weight = trace.weight();
        synchronized (this) {
            if (isAdmitted) {
                sift(trace, weight, end);
            } else {
                byCall.put(end.callId(), trace);
                turnedAway.addLast(trace);
                if (turnedAway.size() > MOST_TURNED_AWAY) {
                    forget(turnedAway.removeFirst());
                }
            }
        }
    }

    /** Whether there is room for a call without pushing out one that is too young for that. */
    private boolean hasRoom(long now) {
        Trace oldest = newest.peekFirst();
        return (newest.size() < settings.keep() && bytes < settings.keepBytes())
                || oldest == null
                || oldest.end == null
                || now - oldest.end.nanos() >= leastNanos;
    }

    private void keep(Trace trace, int weight, Trace.End end) {
        byCall.put(end.callId(), trace);
        newest.addLast(trace);
        bytes += weight;
        while (newest.size() > settings.keep() || bytes > settings.keepBytes()) {
            Trace oldest = newest.removeFirst();
            bytes -= oldest.weight();
            forget(oldest);
        }
    }

    private void forget(Trace oldest) {
        if (oldest.end != null) {
            byCall.remove(oldest.end.callId(), oldest);
        }
    }

    /** Whoever was not let in is no user, and makes no rows. */
    private void sift(Trace trace, int weight, Trace.End end) {
        boolean isTelling = isTelling(trace, end);
        if (isTelling || hasRoom(end.nanos())) {
            keep(trace, weight, end);
        }
        if (isTelling) {
            await(trace, MOST_WAITING);
        } else if (isOfTheSample()) {
            await(trace, MOST_WAITING / 2);
        }
    }

    /** Evenly spread: one percent is the hundredth, the two-hundredth and so on. */
    private boolean isOfTheSample() {
        long before = others * settings.samplePercent() / 100;
        others++;
        return others * settings.samplePercent() / 100 > before;
    }

    private void await(Trace trace, int most) {
        if (waiting.size() < most) {
            waiting.addLast(trace);
        } else {
            lost++;
        }
    }

    /** Whether somebody may ask about it later. */
    private boolean isTelling(Trace trace, Trace.End end) {
        return end.ending().end() != CallEnd.COMPLETED
                || end.ending().errorCode() != null
                || trace.attempts.size() > 1
                || end.nanos() - trace.arrived > settings.slowAfter().toNanos();
    }

    /** How a call went, if it is remembered. */
    public Optional<Explanation> find(String callId) {
        return Optional.ofNullable(trace(callId)).map(this::explain);
    }

    private synchronized @Nullable Trace trace(String callId) {
        return byCall.get(callId);
    }

    private @Nullable Explanation explain(Trace trace) {
        return trace.end == null ? null : new TraceReader(trace).read(trace.end, node);
    }

    /** Takes what is to be kept for longer, oldest first. */
    public List<Explanation> take(int most) {
        List<Trace> taken = new ArrayList<>();
        synchronized (this) {
            int left = waiting.size();
            while (taken.size() < most && left > 0) {
                left--;
                Trace next = waiting.removeFirst();
                // A copy that is under way ends soon, and how is worth keeping too.
                (next.isCopying() ? waiting : taken).add(next);
            }
        }
        boolean done = false;
        try {
            List<Explanation> told = taken.stream()
                    .map(this::explain)
                    .flatMap(it -> Optional.ofNullable(it).stream())
                    .toList();
            done = true;
            return told;
        } finally {
            if (!done) {
                lose(taken.size());
            }
        }
    }

    private synchronized void lose(int more) {
        lost += more;
    }

    /** How many were to be kept for longer, and were not taken in time. */
    public synchronized long lost() {
        return lost;
    }
}
