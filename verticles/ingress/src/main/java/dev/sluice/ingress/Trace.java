package dev.sluice.ingress;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes of how one call goes, for those who ask later: references to what is there anyway, and moments of the monotonic
 * clock. Taken on one event loop while the call runs, and not changed after its end but for what comes later: prices of what
 * nobody is billed for, and how a copy went.
 */
final class Trace {
    /** Of texts that callers or upstreams chose. */
    private static final int LONGEST = 255;

    private static final int PLAIN_BYTES = 512;
    private static final int BYTES_OF_ATTEMPT = 128;
    private static final int BYTES_OF_CANDIDATE = 512;

    final long arrived;
    final long asked = System.nanoTime();
    final List<Attempted> attempts = new ArrayList<>(1);
    long admitted;
    long routed;
    long settling;
    long settled;
    long events;
    List<LimitState> limits = List.of();

    @Nullable
    String userId;

    /** Of the caller; empty where it was not admitted. */
    String group = "";

    @Nullable
    Route route;

    @Nullable
    End end;

    /** What became of its copy, which may end later than the call; absent if none was sent. */
    volatile Explanation.@Nullable Copy copy;

    /** How it ended, and what is said of it without its body. */
    record End(
            String callId,
            String requestId,
            String model,
            String dialect,
            String operation,
            Progress.Ending ending,
            long nanos,
            long arrivedMillis) {}

    /** One attempt at one channel. */
    static final class Attempted {
        final Candidate candidate;
        final long began;
        /** Whether it was begun while another was still waited for. */
        final boolean second;

        long answered;
        long ended;
        int status;
        boolean limitsTold;
        List<UpstreamLimit> limits = List.of();

        @Nullable
        String error;

        @Nullable
        Verdict verdict;

        /** What it cost without being billed; its price is known later than the rest. */
        volatile Explanation.@Nullable Unbilled unbilled;

        private Attempted(Candidate candidate, long began, boolean second) {
            this.candidate = candidate;
            this.began = began;
            this.second = second;
        }

        /** Nanoseconds since it began. */
        long age() {
            return System.nanoTime() - began;
        }

        void opened(Opening opening) {
            limits = opening.limits();
            status = switch (opening) {
                case Opening.Opened begun -> begun.status();
                case Opening.Refused refused -> refused.error().status();
            };
        }

        /** What its end, or its beginning to answer, says of its channel. */
        void judged(Verdict said) {
            verdict = said;
            if (said != Verdict.OK) {
                ended = System.nanoTime();
            }
        }

        /** The code only: what an upstream says in words may be of what it was asked. */
        void failed(GatewayError why) {
            error = why.code();
        }
    }

    Trace(long arrived) {
        this.arrived = arrived;
    }

    void admitted(Admission admission) {
        admitted = System.nanoTime();
        switch (admission) {
            case Admission.Admitted let -> {
                userId = let.caller().userId();
                group = let.caller().group();
                limits = let.limits();
            }
            case Admission.Refused refused -> limits = refused.limits();
        }
    }

    void routed(Route found) {
        routed = System.nanoTime();
        route = found;
    }

    /**
     * Another attempt begins.
     *
     * @param second whether while another is still waited for
     */
    Attempted attempt(Candidate candidate, boolean second) {
        Attempted begun = new Attempted(candidate, System.nanoTime(), second);
        attempts.add(begun);
        return begun;
    }

    /** The last attempt is over, if it was not; what follows is the gateway's own. */
    void settling() {
        settling = System.nanoTime();
        for (Attempted attempt : attempts) {
            attempt.ended = attempt.ended == 0 ? settling : attempt.ended;
        }
    }

    /** What the gateway itself took until the answer was over: all that no attempt did. */
    long ownMicros() {
        return (between(asked, admitted) + between(admitted, routed) + betweenAttempts()) / 1_000;
    }

    /** Nanoseconds from the route to the first attempt, and from each attempt to the next. */
    long betweenAttempts() {
        long between = 0;
        long last = routed;
        for (Attempted attempt : attempts) {
            between += between(last, attempt.began);
            last = Math.max(last, attempt.ended);
        }
        return between;
    }

    /** Nothing if one of the moments has not been. */
    private static long between(long from, long to) {
        return from == 0 || to == 0 ? 0 : Math.max(0, to - from);
    }

    void settled() {
        settled = System.nanoTime();
    }

    void end(Call call, Progress.Ending ending) {
        long now = System.nanoTime();
        end = new End(
                call.id().value(),
                clip(call.requestId()),
                clip(call.model()),
                call.dialect().id(),
                call.operation().id(),
                ending,
                now,
                System.currentTimeMillis() - (now - arrived) / 1_000_000);
    }

    private static String clip(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** Whether a copy of it has not ended yet. */
    boolean isCopying() {
        Explanation.Copy now = copy;
        return now != null && now.state() == Explanation.CopyState.UNDER_WAY;
    }

    /** About how much memory it takes. */
    int weight() {
        int candidates =
                route == null ? 0 : route.candidates().size() + route.skipped().size();
        return PLAIN_BYTES + attempts.size() * BYTES_OF_ATTEMPT + candidates * BYTES_OF_CANDIDATE;
    }
}
