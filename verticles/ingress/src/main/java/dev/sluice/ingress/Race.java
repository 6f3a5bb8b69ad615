package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.UnbilledUse.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tries channels for one call: one after the other until one begins to answer, or two beside each other where the first is
 * slow and its route wants that. Whichever begins first is the answer, the other one is told to stop. Used on one event
 * loop only.
 */
final class Race {
    private static final long NONE = -1;
    /** As long as a limited channel rests at most. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Means means;
    private final Call call;
    private final Progress progress;
    private final Walk walk;
    private final Finish finish;
    private @Nullable OpenAttempt leading;
    /** Beside the leading one, until one of them begins to answer. */
    private @Nullable OpenAttempt rival;

    private long timer = NONE;
    private boolean reopened;
    /** Whether one has begun to answer. */
    private boolean decided;

    private boolean over;

    /**
     * With what it is run.
     *
     * @param dam holds back what upstreams say
     */
    record Means(Ingress ingress, Bus bus, Watch watch, Dam dam) {}

    /** Told of the channel that answers, or that none does. */
    interface Finish {
        /** A channel begins to answer, and its call is passed on from here. */
        void opening(Opening.Opened begun);

        /** Its hold is durable, so that the caller may hear of it. */
        void begun(OpenAttempt attempt, Opening.Opened begun);

        void received(AnswerEvent event);

        void ended();

        void lost(Throwable cause);

        /** No channel is left. */
        void gaveUp(GatewayError error);
    }

    Race(Means means, Call call, Progress progress, Walk walk, Finish finish) {
        this.means = means;
        this.call = call;
        this.progress = progress;
        this.walk = walk;
        this.finish = finish;
    }

    void begin(Candidate first) {
        attempt(first);
        Hedge hedge = first.answeredHere() ? null : walk.hedge();
        long wait = hedge == null ? 0 : means.ingress().hedging().begin(call.model(), hedge);
        if (hedge != null && wait > 0 && isOpen()) {
            timer = means.watch().later(wait, () -> trySecond(hedge));
        }
    }

    private boolean isOpen() {
        return !over && progress.attempts() == 1;
    }

    private void trySecond(Hedge hedge) {
        timer = NONE;
        OpenAttempt slow = leading;
        Candidate other = slow != null && maySecond(slow, hedge) ? walk.takeRivalOf(slow.candidate()) : null;
        if (other != null) {
            OpenAttempt begun = open(other, true);
            rival = begun;
            listen(begun);
        }
    }

    private boolean maySecond(OpenAttempt slow, Hedge hedge) {
        return isOpen()
                && walk.hasRivalOf(slow.candidate())
                && means.ingress().mayRetry()
                && means.ingress().hedging().take(call.model(), hedge);
    }

    private void attempt(Candidate candidate) {
        OpenAttempt begun = open(candidate, false);
        lead(begun);
        listen(begun);
    }

    private OpenAttempt open(Candidate candidate, boolean isSecond) {
        Trace.Attempted note = progress.attempt(candidate, isSecond);
        Attempt attempt = new Attempt(call.answeredBy(candidate.standsIn()), candidate);
        return new OpenAttempt(note, means.bus().open(Addresses.OPEN, attempt));
    }

    private void lead(OpenAttempt attempt) {
        leading = attempt;
        rival = null;
        progress.leads(attempt.note());
    }

    private void listen(OpenAttempt attempt) {
        Dam dam = means.dam();
        attempt.inflow()
                .receive(
                        event -> dam.pass(() -> ifLeading(attempt, () -> finish.received(event))),
                        () -> dam.pass(() -> ifLeading(attempt, finish::ended)),
                        cause -> dam.pass(() -> ifLeading(attempt, () -> finish.lost(cause))));
        attempt.inflow()
                .opened()
                .onComplete(
                        opening -> ifUnderWay(attempt, () -> opened(attempt, opening)),
                        cause -> ifUnderWay(attempt, () -> unopened(attempt, Failures.explain(cause))));
    }

    /** What a channel that was given up still says, or what comes after the call has ended, changes nothing. */
    private void ifLeading(OpenAttempt attempt, Runnable action) {
        if (!over && attempt == leading) {
            action.run();
        }
    }

    private void ifUnderWay(OpenAttempt attempt, Runnable action) {
        if (!over && (attempt == leading || attempt == rival)) {
            action.run();
        }
    }

    private void opened(OpenAttempt attempt, Opening opening) {
        attempt.note().opened(opening);
        switch (opening) {
            case Opening.Refused refused -> failed(attempt, refused.error(), refused.verdict());
            case Opening.Opened begun -> {
                decide(attempt);
                finish.opening(begun);
                means.dam().pass(() -> ifLeading(attempt, () -> finish.begun(attempt, begun)));
            }
        }
    }

    private void decide(OpenAttempt winner) {
        decided = true;
        forgetSecond();
        OpenAttempt loser = winner == leading ? rival : leading;
        lead(winner);
        if (loser != null && loser != winner) {
            loser.inflow().cancel();
            learn(loser, Verdict.CALLER_LEFT, null);
            leaveUnbilled(loser);
        }
        if (winner.note().second) {
            means.ingress().metrics().hedged("won");
        } else if (loser != null) {
            means.ingress().metrics().hedged("lost");
        }
        Trace.Attempted first = progress.trace().attempts.getFirst();
        if (walk.hedge() != null && !first.candidate.answeredHere()) {
            // What the first would have taken is at least this, if it lost.
            means.ingress().hedging().began(call.model(), first.age());
        }
    }

    private void forgetSecond() {
        if (timer != NONE) {
            means.watch().forget(timer);
            timer = NONE;
        }
    }

    /** A node that leaves before it has answered says nothing about the channel, which another node may reach. */
    private void unopened(OpenAttempt attempt, GatewayError error) {
        if (error.kind() == GatewayError.Kind.UNAVAILABLE && !reopened && rival == null) {
            reopened = true;
            learn(attempt, Verdict.CALLER_LEFT, null);
            attempt(attempt.candidate());
        } else {
            boolean isSpared = error.kind() == GatewayError.Kind.UNAVAILABLE && rival != null;
            failed(attempt, error, isSpared ? Verdict.CALLER_LEFT : Verdict.FAILED);
        }
    }

    /** A channel gave no answer; one of two leaves it to the other, else the next is tried. */
    void failed(OpenAttempt attempt, GatewayError error, Verdict verdict) {
        attempt.note().failed(error);
        learn(attempt, verdict, error.retryAfter());
        if (attempt.note().second && !decided) {
            means.ingress().metrics().hedged("lost");
        }
        OpenAttempt other = attempt == leading ? rival : leading;
        Candidate next =
                other == null && means.ingress().mayRetry() ? walk.after(attempt.candidate(), error, verdict) : null;
        if (other != null) {
            walk.failedBeside(attempt.candidate(), verdict);
            lead(other);
        } else if (next != null) {
            attempt(next);
        } else {
            finish.gaveUp(shown(error, verdict));
        }
    }

    /**
     * As the caller hears of it. For how long an account of the gateway's is empty is no caller's matter, and a channel that
     * is limited is tried again sooner than some upstreams ask for.
     */
    private static GatewayError shown(GatewayError error, Verdict verdict) {
        Duration asked = error.retryAfter();
        if (verdict == Verdict.OUT_OF_QUOTA) {
            return error.retryAfter(null);
        }
        return verdict == Verdict.LIMITED && asked != null && asked.compareTo(LONGEST_WAIT) > 0
                ? error.retryAfter(LONGEST_WAIT)
                : error;
    }

    /** The answer broke off. */
    void broke(GatewayError error, Verdict verdict) {
        OpenAttempt broken = leading;
        if (broken != null) {
            broken.note().failed(error);
            learn(broken, verdict, null);
        }
    }

    void grant(int weight) {
        if (leading != null) {
            leading.inflow().grant(weight);
        }
    }

    /** From here on nothing that upstreams say matters. */
    void stop() {
        over = true;
        forgetSecond();
    }

    /** Cancels what is under way, if anything is; it says nothing about its channel. */
    void dismiss() {
        dismiss(leading);
        dismiss(rival);
        if (rival != null) {
            leaveUnbilled(rival);
        }
    }

    /** The books know one attempt of a call, and its upstream may charge for both. Of the other nothing had come yet. */
    private void leaveUnbilled(OpenAttempt loser) {
        HouseCost cost = new HouseCost(means.bus(), call, progress.trace());
        cost.tell(Kind.HEDGE, loser.candidate(), cost.estimate(0), known -> loser.note().unbilled = known);
    }

    private void dismiss(@Nullable OpenAttempt attempt) {
        if (attempt != null) {
            attempt.inflow().cancel();
            learn(attempt, Verdict.CALLER_LEFT, null);
        }
    }

    void learn(OpenAttempt attempt, Verdict verdict, @Nullable Duration retryAfter) {
        progress.outcome(attempt.note(), call.model(), verdict, retryAfter)
                .ifPresent(outcome -> means.bus().ask(Addresses.LEARN, outcome));
    }
}
