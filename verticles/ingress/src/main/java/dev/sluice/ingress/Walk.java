package dev.sluice.ingress;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Verdict;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call's walk along its route: which channel is tried next. Used on one event loop only. */
final class Walk {
    private final Route route;
    private final Iterator<Candidate> ahead;

    Walk(Route route) {
        this.route = route;
        this.ahead = route.candidates().iterator();
    }

    boolean isKnown() {
        return route.known();
    }

    /** Whether the router wants to know what is used. */
    boolean isUsageWanted() {
        return route.wishes().usage();
    }

    /** The next one, whatever happened before; null at the end. */
    @Nullable
    Candidate next() {
        return ahead.hasNext() ? ahead.next() : null;
    }

    /**
     * The one to try after another has failed; null if that cannot help. Where the request itself is at fault, it can be good
     * for another model still: one that has room for it, or one that does not refuse its content.
     */
    @Nullable
    Candidate after(@Nullable Candidate failed, GatewayError error, Verdict verdict) {
        if (verdict.isRetryable()) {
            return next();
        }
        String refusedBy = failed == null ? null : failed.standsIn();
        Candidate next = verdict == Verdict.REQUEST_AT_FAULT && mayGoOn(error) ? next() : null;
        while (next != null && Objects.equals(next.standsIn(), refusedBy)) {
            next = next();
        }
        return next;
    }

    private boolean mayGoOn(GatewayError error) {
        return switch (error.code()) {
            case "context_length_exceeded" -> true;
            case "content_filter" -> route.wishes().policyFallback();
            default -> false;
        };
    }
}
