package dev.sluice.provider.probing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which keys of which channels are tried next. One that is not back after it is tried at longer and longer intervals, up to
 * an hour, since each trial may cost something: whether it failed, or worked and some node still does not call it. Belongs to
 * one thread; times are nanoseconds of a monotonic clock.
 */
public final class ProbePlan {
    /** No interval grows past this, but one that the operator wants longer is as long. */
    static final Duration LONGEST = Duration.ofHours(1);
    /** What is suspected is tried no more often than this, and at twice the wait after each trial that changed nothing. */
    static final Duration SUSPECTED_AGAIN = Duration.ofSeconds(10);

    private static final int MOST_DOUBLINGS = 16;

    private final int mostAtOnce;
    private final Map<Subject, Turn> turns = new HashMap<>();

    public ProbePlan(int mostAtOnce) {
        this.mostAtOnce = mostAtOnce;
    }

    /** A channel with one of its keys. */
    public record Subject(String channelId, String key) {}

    /** How it stands, as far as that matters here. */
    public enum State {
        WELL,
        RESTING,
        /** By a rule, which may enable it again. */
        DISABLED
    }

    /**
     * A wish to have something tried.
     *
     * @param every above zero, or zero for only when it is suspected
     */
    public record Wish(Subject subject, State state, Duration every) {}

    /** What is known of one subject. */
    private static final class Turn {
        private State state;
        private long since;
        private int tries;
        /** Trials of what was suspected, after none of which it stood any differently. */
        private int cleared;

        private boolean isUnderWay;
        private boolean isSuspected;
        private boolean wasTried;

        private Turn(State state, long now) {
            this.state = state;
            this.since = now;
        }

        private void follow(State newer, long now) {
            if (newer != state && !isUnderWay) {
                // What has just gone to rest may have been tried at long intervals for being well.
                boolean isNews = newer == State.WELL || state == State.WELL;
                since = isNews ? now : since;
                tries = newer == State.WELL ? 0 : tries;
                cleared = 0;
                state = newer;
            }
        }

        /** For how long it has been due; negative if it is not. */
        private long overdue(Wish wish, long now) {
            if (isUnderWay) {
                return -1;
            }
            long age = now - since;
            if (isSuspected) {
                return Math.max(0, age);
            }
            return wish.every().isZero() ? -1 : age - interval(wish);
        }

        /** Callers may know how to provoke a refusal: each that is not confirmed makes the next count for less. */
        private boolean maySuspect(long now) {
            long wait = SUSPECTED_AGAIN.toNanos() << Math.min(cleared, MOST_DOUBLINGS);
            return !wasTried || now - since >= Math.min(wait, LONGEST.toNanos());
        }

        private long interval(Wish wish) {
            long every = wish.every().toNanos();
            if (state == State.WELL || every >= LONGEST.toNanos()) {
                return every;
            }
            long grown = every << Math.min(tries, MOST_DOUBLINGS);
            return grown >> Math.min(tries, MOST_DOUBLINGS) != every || grown > LONGEST.toNanos()
                    ? LONGEST.toNanos()
                    : grown;
        }
    }

    /**
     * Those whose turn it is now, longest overdue first; each is under way until it has {@link #ended}.
     *
     * @param wishes all there are: what nobody wishes for any more is forgotten
     */
    public List<Subject> take(Collection<Wish> wishes, long now) {
        Set<Subject> wished = wishes.stream().map(Wish::subject).collect(Collectors.toSet());
        turns.entrySet().removeIf(turn -> !turn.getValue().isUnderWay && !wished.contains(turn.getKey()));
        List<Due> due = new ArrayList<>();
        for (Wish wish : wishes) {
            Turn turn = turns.computeIfAbsent(wish.subject(), subject -> new Turn(wish.state(), now));
            turn.follow(wish.state(), now);
            long overdue = turn.overdue(wish, now);
            if (overdue >= 0) {
                due.add(new Due(wish.subject(), turn, overdue));
            }
        }
        List<Due> taken = due.stream()
                .sorted(Comparator.comparingLong(Due::overdue).reversed())
                .limit(Math.max(0, mostAtOnce - underWay()))
                .toList();
        taken.forEach(one -> one.turn().isUnderWay = true);
        return taken.stream().map(Due::subject).toList();
    }

    private record Due(Subject subject, Turn turn, long overdue) {}

    /** Something has happened for which it is to be tried at the next look, if it is known and has not been tried just now. */
    public void suspect(Subject subject, long now) {
        Turn turn = turns.get(subject);
        if (turn != null && turn.maySuspect(now)) {
            turn.isSuspected = true;
        }
    }

    /** A trial that was taken is over. How it went is seen by how the subject stands after it. */
    public void ended(Subject subject, long now) {
        Turn turn = turns.get(subject);
        if (turn != null) {
            turn.isUnderWay = false;
            turn.cleared += turn.isSuspected ? 1 : 0;
            turn.isSuspected = false;
            turn.wasTried = true;
            turn.since = now;
            turn.tries = turn.state == State.WELL ? 0 : turn.tries + 1;
        }
    }

    int underWay() {
        return (int) turns.values().stream().filter(turn -> turn.isUnderWay).count();
    }
}
