package dev.sluice.accounting.limits;

import dev.sluice.accounting.limits.Limiter.Grant;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all limits of one call come to: whether they allow it, and what its caller is told. Used by one thread. */
final class Verdict {
    /** After which a call ends is unknown; a second is what clients wait at least. */
    static final long SLOT_WAIT = Duration.ofSeconds(1).toNanos();

    private static final Grant WAITING = new Grant.Granted(Limiter.Ticket.FREE, List.of());

    private @Nullable LimitState requests;
    private @Nullable LimitState tokens;
    private @Nullable LimitState concurrency;
    private @Nullable Limit by;
    private Dimension dimension = Dimension.REQUESTS;
    private long wait;
    private boolean parked;
    private List<Line> toAsk = List.of();

    /** One limit does not allow the call for so long; nothing is refused by no wait. */
    void refuse(Limit limit, Dimension of, long nanos) {
        if (nanos > wait) {
            by = limit;
            dimension = of;
            wait = nanos;
        }
    }

    boolean isRefused() {
        return by != null;
    }

    /** An owner has to be asked once nothing is locked. */
    void ask(Line line) {
        if (toAsk.isEmpty()) {
            toAsk = new ArrayList<>(2);
        }
        if (!toAsk.contains(line)) {
            toAsk.add(line);
        }
    }

    List<Line> toAsk() {
        return toAsk;
    }

    /** How one limit stands; of each dimension the one with the least left is told. */
    void see(LimitState state) {
        switch (state.dimension()) {
            case REQUESTS -> requests = tighter(requests, state);
            case TOKENS -> tokens = tighter(tokens, state);
            case CONCURRENCY -> concurrency = tighter(concurrency, state);
        }
    }

    private static LimitState tighter(@Nullable LimitState one, LimitState other) {
        return one == null || other.remaining() < one.remaining() ? other : one;
    }

    List<LimitState> states() {
        List<LimitState> states = new ArrayList<>(3);
        add(states, requests);
        add(states, tokens);
        add(states, concurrency);
        return states;
    }

    private static void add(List<LimitState> states, @Nullable LimitState state) {
        if (state != null) {
            states.add(state);
        }
    }

    boolean isParked() {
        return parked;
    }

    /** The call waits for an owner; what is returned is nobody's. */
    Grant parked() {
        parked = true;
        return WAITING;
    }

    Grant denied() {
        Limit limit = Objects.requireNonNull(by);
        GatewayError error = GatewayError.of(Kind.RATE_LIMITED, said(limit)).retryAfter(Duration.ofNanos(wait));
        return new Grant.Denied(error, limit.subject().scope(), dimension, states());
    }

    private String said(Limit limit) {
        String most = switch (dimension) {
            case REQUESTS -> limit.most().requestsPerMinute() + " requests per minute";
            case TOKENS -> limit.most().tokensPerMinute() + " tokens per minute";
            case CONCURRENCY -> limit.most().concurrency() + " calls at a time";
        };
        return "The " + whose(limit.subject().scope()) + " limit of " + most + " is reached.";
    }

    private static String whose(Scope scope) {
        return switch (scope) {
            case KEY -> "key's";
            case USER -> "user's";
            case GROUP -> "group's";
            case MODEL -> "model's";
        };
    }
}
