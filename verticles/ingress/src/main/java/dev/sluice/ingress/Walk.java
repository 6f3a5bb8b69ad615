package dev.sluice.ingress;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call's walk along its route: which channel is tried next. Used on one event loop only. */
final class Walk {
    private static final int NONE = -1;

    private final Route route;
    private int reached;
    /** The place of the one that was tried beside another before its turn. */
    private int taken = NONE;
    /** What failed beside another, and how: what is the same way would as well. */
    private @Nullable Candidate failed;

    private Verdict how = Verdict.OK;

    Walk(Route route) {
        this.route = route;
    }

    /** Whether the router wants to know what is used. */
    boolean isUsageWanted() {
        return route.wishes().usage();
    }

    /** When and how often the route wants a second attempt at a slow call; null for never. */
    @Nullable
    Hedge hedge() {
        return route.wishes().hedge();
    }

    /** Whether there is one that may be tried while this is still waited for: another channel for the same model. */
    boolean hasRivalOf(Candidate leading) {
        return placeOfRival(leading) != NONE;
    }

    /** Takes that one out of its turn, past other keys of the same channel; null if there is none. Done once. */
    @Nullable
    Candidate takeRivalOf(Candidate leading) {
        taken = placeOfRival(leading);
        return taken == NONE ? null : route.candidates().get(taken);
    }

    private int placeOfRival(Candidate leading) {
        for (int i = reached; i < route.candidates().size(); i++) {
            Candidate one = route.candidates().get(i);
            boolean isOther = !one.answeredHere() && !one.channelId().equals(leading.channelId());
            if (isOther && Objects.equals(one.standsIn(), leading.standsIn())) {
                return i;
            }
        }
        return NONE;
    }

    /** One of two has failed, and the other is still waited for. */
    void failedBeside(Candidate one, Verdict verdict) {
        failed = one;
        how = verdict;
    }

    /** The next one, whatever happened before; null at the end. */
    @Nullable
    Candidate next() {
        while (reached == taken || isOfFailed(reached)) {
            reached++;
        }
        int place = reached++;
        return place < route.candidates().size() ? route.candidates().get(place) : null;
    }

    private boolean isOfFailed(int place) {
        return failed != null
                && place < route.candidates().size()
                && isInVain(route.candidates().get(place), failed, how);
    }

    /**
     * The one to try after another has failed; null if that cannot help. Where the request itself is at fault, it can be good
     * for another model still: one that has room for it, or one that does not refuse its content.
     */
    @Nullable
    Candidate after(@Nullable Candidate failed, GatewayError error, Verdict verdict) {
        if (verdict.isRetryable()) {
            return elsewhere(failed, verdict);
        }
        String refusedBy = failed == null ? null : failed.standsIn();
        Candidate next = verdict == Verdict.REQUEST_AT_FAULT && mayGoOn(error) ? next() : null;
        while (next != null && Objects.equals(next.standsIn(), refusedBy)) {
            next = next();
        }
        return next;
    }

    private @Nullable Candidate elsewhere(@Nullable Candidate failed, Verdict verdict) {
        Candidate next = next();
        while (next != null && failed != null && isInVain(next, failed, verdict)) {
            next = next();
        }
        return next;
    }

    /**
     * Whether one would fail as the other has: with the same key where that was refused, at the same model where that was
     * what the upstream does not know; else anywhere in the channel, since it was the channel that failed.
     */
    private static boolean isInVain(Candidate next, Candidate failed, Verdict verdict) {
        if (!next.channelId().equals(failed.channelId()) || !Objects.equals(next.standsIn(), failed.standsIn())) {
            return false;
        }
        return switch (verdict) {
            case LIMITED -> false;
            case KEY_REFUSED, OUT_OF_QUOTA -> next.keyId().equals(failed.keyId());
            case MODEL_UNKNOWN -> next.upstreamModel().equals(failed.upstreamModel());
            case OK, REQUEST_AT_FAULT, CALLER_LEFT, FULL, FAILED, UNREACHABLE, TIMED_OUT -> true;
        };
    }

    private boolean mayGoOn(GatewayError error) {
        return switch (error.code()) {
            case "context_length_exceeded" -> true;
            case "content_filter" -> route.wishes().policyFallback();
            default -> false;
        };
    }
}
