package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Skipped;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.price.PriceBook;
import dev.sluice.router.Selection.Means;
import dev.sluice.router.traffic.NodeTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the channels of a call, of the model that is asked for and then of those that stand in for it. Where its prompt is
 * surely too long for the model, one for which it is not comes first. Thread safe.
 */
final class Chooser {
    private static final Route UNKNOWN = new Route(List.of(), List.of(), false);
    private static final Route WITHOUT_ANCHOR =
            new Route(List.of(), List.of(), true, false, new Wishes(true, false, false));
    /** Of one model that stands in; the next is better than a third channel. */
    private static final int MOST_OF_STAND_IN = 2;

    private final NodeTraffic traffic;
    private final Clocks clocks;
    private final int most;
    private final Capability capability;
    private volatile PriceBook prices = PriceBook.EMPTY;

    Chooser(RouterSettings settings, NodeTraffic traffic, Clocks clocks) {
        this.traffic = traffic;
        this.clocks = clocks;
        this.most = settings.maxAttempts();
        this.capability = new Capability(settings.models());
    }

    void price(PriceBook book) {
        prices = book;
    }

    PriceBook prices() {
        return prices;
    }

    Route route(Snapshot snapshot, RouteRequest request) {
        Optional<Plan> found = snapshot.plan(request.group(), request.model());
        if (found.isEmpty()) {
            return UNKNOWN;
        }
        Plan plan = found.get();
        if (plan.lacksAnchor(request)) {
            return WITHOUT_ANCHOR;
        }
        return plan.policy().fallbacks().isEmpty() || !mayStandIn(request.operation())
                ? select(plan, request, most, true)
                : chain(snapshot, plan, request);
    }

    /** Another model's vectors and ranks mean nothing beside this one's, and its count of tokens is another. */
    private static boolean mayStandIn(Operation operation) {
        return switch (operation) {
            case CHAT, COMPLETION -> true;
            case COUNT_TOKENS, EMBEDDING, RERANK -> false;
        };
    }

    private Route select(Plan plan, RouteRequest request, int wanted, boolean leads) {
        Costs costs = plan.wishes().usage() ? new Costs(prices, clocks.wall().millis()) : Costs.UNKNOWN;
        return new Selection(request, new Means(traffic, costs, wanted, leads), clocks.now()).from(plan);
    }

    private Route chain(Snapshot snapshot, Plan plan, RouteRequest request) {
        boolean isTooLong = capability.isSurelyTooSmall(request.model(), request.needs());
        List<Candidate> standIns = isTooLong ? standIns(snapshot, plan, request, true) : List.of();
        Route own = select(plan, request, most, standIns.isEmpty());
        if (!isTooLong) {
            standIns = standIns(snapshot, plan, request, own.isDeadEnd());
        }
        boolean instead = isTooLong && !standIns.isEmpty();
        List<Candidate> all = new ArrayList<>(instead ? List.of() : own.candidates());
        all.addAll(standIns);
        List<Skipped> skipped = own.skipped();
        return new Route(
                all, skipped, own.known() || !standIns.isEmpty(), own.unserved() && standIns.isEmpty(), own.wishes());
    }

    /**
     * Channels of the models that stand in, as many as may be tried beside those of the model itself.
     *
     * @param leads whether the first of them will be the first to be tried
     */
    private List<Candidate> standIns(Snapshot snapshot, Plan plan, RouteRequest request, boolean leads) {
        List<Candidate> found = new ArrayList<>();
        for (String model : plan.policy().fallbacks()) {
            int wanted = Math.min(MOST_OF_STAND_IN, most - found.size());
            if (wanted > 0 && request.mayUse(model) && capability.suits(model, request.needs())) {
                boolean first = leads && found.isEmpty();
                snapshot.plan(request.group(), model)
                        .map(other -> select(other, request.of(model), wanted, first))
                        .ifPresent(route ->
                                route.candidates().forEach(candidate -> found.add(candidate.standingIn(model))));
            }
        }
        return found;
    }
}
