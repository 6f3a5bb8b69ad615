package dev.sluice.ingress;

import dev.sluice.ingress.Trace.Attempted;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Considered;
import dev.sluice.model.call.Explanation.Part;
import dev.sluice.model.call.Explanation.Tried;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Choice;
import dev.sluice.model.call.Route.Ground;
import dev.sluice.model.catalog.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells from a {@link Trace} how its call went. */
final class TraceReader {
    private static final int NANOS_PER_MICRO = 1_000;

    private final Trace trace;

    TraceReader(Trace trace) {
        this.trace = trace;
    }

    /** The whole of it, once the call has ended. */
    Explanation read(Trace.End end, String node) {
        return new Explanation(
                end.callId(),
                end.requestId(),
                node,
                trace.userId,
                end.arrivedMillis(),
                end.model(),
                end.dialect(),
                end.operation(),
                end.ending().end(),
                end.ending().status(),
                end.ending().errorCode(),
                admission(),
                routing(),
                trace.attempts.stream().map(this::tried).toList(),
                answering(end),
                trace.settled == 0 ? null : (Long) settlement(),
                ownTime(),
                trace.copy);
    }

    private long at(long moment) {
        return micros(trace.arrived, moment);
    }

    /** Microseconds between two moments; 0 if one of them has not been. */
    private static long micros(long from, long to) {
        return from == 0 || to == 0 ? 0 : Math.max(0, (to - from) / NANOS_PER_MICRO);
    }

    private Explanation.Admitting admission() {
        return new Explanation.Admitting(
                at(trace.asked),
                micros(trace.asked, trace.admitted),
                trace.limits.stream()
                        .map(limit -> new Explanation.Left(
                                limit.scope(),
                                limit.dimension(),
                                limit.limit(),
                                limit.remaining(),
                                limit.reset().toMillis()))
                        .toList());
    }

    private Explanation.@Nullable Routing routing() {
        Route route = trace.route;
        if (route == null) {
            return null;
        }
        Choice choice = route.choice();
        List<Considered> considered = new ArrayList<>();
        for (int i = 0; i < route.candidates().size(); i++) {
            Ground ground = choice == null || i >= choice.grounds().size()
                    ? null
                    : choice.grounds().get(i);
            considered.add(considered(route.candidates().get(i), ground));
        }
        route.skipped()
                .forEach(skipped -> considered.add(new Considered(
                        skipped.channelId(), null, null, null, null, null, Part.SKIPPED, skipped.reason())));
        return new Explanation.Routing(
                at(trace.admitted),
                micros(trace.admitted, trace.routed),
                choice == null ? null : choice.strategy(),
                choice == null ? null : choice.rule(),
                considered);
    }

    private Considered considered(Candidate candidate, @Nullable Ground ground) {
        return new Considered(
                candidate.channelId(),
                candidate.channelName(),
                candidate.upstreamModel(),
                candidate.standsIn(),
                ground == null ? null : ground.score(),
                ground == null ? null : (Long) ground.weight(),
                part(candidate),
                ground == null ? "its router does not say" : reason(ground));
    }

    /** A route has no channel twice for one model, so that the candidate itself tells. */
    private Part part(Candidate candidate) {
        Part part = Part.SPARE;
        for (Attempted attempt : trace.attempts) {
            if (attempt.candidate.equals(candidate)) {
                part = attempt.answered == 0 ? Part.TRIED : Part.CHOSEN;
            }
        }
        return part;
    }

    private static String reason(Ground ground) {
        return switch (ground.turn()) {
            case TAKEN -> "it works, and it was its turn";
            case PROBE -> "it rests, and this call tries whether it works again";
            case SPENT -> "it works but has nothing left, so it is among the last";
            case RESTING -> "it rests, and is tried if nothing else works";
        };
    }

    private Tried tried(Attempted attempt) {
        return new Tried(
                attempt.candidate.channelId(),
                attempt.candidate.channelName(),
                attempt.candidate.upstreamModel(),
                at(attempt.began),
                attempt.answered == 0 ? null : (Long) micros(attempt.began, attempt.answered),
                micros(attempt.began, attempt.ended),
                attempt.verdict,
                attempt.status == 0 ? null : (Integer) attempt.status,
                attempt.error,
                attempt.second,
                attempt.limits.stream()
                        .map(said -> new Explanation.Said(
                                said.kind(),
                                said.limit(),
                                said.remaining(),
                                said.reset().toMillis()))
                        .toList(),
                attempt.candidate.keyId(),
                attempt.unbilled);
    }

    private Explanation.@Nullable Answering answering(Trace.End end) {
        return trace.attempts.stream()
                .filter(attempt -> attempt.answered != 0)
                .findFirst()
                .map(attempt -> new Explanation.Answering(at(attempt.answered), at(end.nanos()), trace.events))
                .orElse(null);
    }

    private long settlement() {
        return micros(trace.settling, trace.settled);
    }

    private Explanation.OwnTime ownTime() {
        long admission = micros(trace.asked, trace.admitted);
        long routing = micros(trace.admitted, trace.routed);
        long between = trace.betweenAttempts() / NANOS_PER_MICRO;
        long settlement = settlement();
        return new Explanation.OwnTime(
                admission, routing, between, settlement, admission + routing + between + settlement);
    }

    /** What fits into a header: as much as is known by now. */
    String brief() {
        StringBuilder brief = new StringBuilder(128);
        if (!trace.attempts.isEmpty()) {
            Candidate last = trace.attempts.getLast().candidate;
            brief.append("channel=").append(plain(last.channelName()));
            brief.append(";model=").append(plain(last.upstreamModel())).append(';');
        }
        Route route = trace.route;
        if (route != null && route.choice() != null) {
            brief.append("strategy=").append(word(route.choice().strategy())).append(';');
        }
        Explanation.OwnTime own = ownTime();
        brief.append("attempts=").append(trace.attempts.size());
        append(brief, "admission", own.admission());
        append(brief, "routing", own.routing());
        append(brief, "between", own.between());
        for (Attempted attempt : trace.attempts) {
            if (attempt.answered != 0) {
                append(brief, "first_token", at(attempt.answered));
            }
        }
        if (trace.settled != 0) {
            append(brief, "settlement", own.settlement());
        }
        return brief.toString();
    }

    private static String word(Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder brief, String name, long micros) {
        brief.append(';').append(name).append('=').append(micros).append("us");
    }

    /** A name is the operator's, and may have signs that separate here. */
    private static String plain(String name) {
        return Printable.of(name).replace(';', '_');
    }
}
