package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Choice;
import dev.sluice.model.call.Route.Ground;
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
    private static final Route NOWHERE = new Route(List.of(), List.of(), true);
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
        if (request.channelId() != null) {
            return snapshot.plan(request.group(), request.model(), request.channelId())
                    .map(only -> select(only, request, most, true))
                    .orElse(NOWHERE);
        }
        Plan plan = found.get();
        if (plan.lacksAnchor(request)) {
            return WITHOUT_ANCHOR;
        }
        Route route = plan.policy().fallbacks().isEmpty() || !mayStandIn(request.operation())
                ? select(plan, request, most, true)
                : chain(snapshot, plan, request);
        Mirror mirror = plan.mirror();
        return mirror == null ? route : copied(route, mirror, request);
    }

    /** Whoever gets no answer here is asked nothing there either. */
    private Route copied(Route route, Mirror mirror, RouteRequest request) {
        Candidate target = route.isDeadEnd() ? null : mirror.of(request, traffic, clocks.now());
        return target == null ? route : route.copiedTo(target);
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
        Others standIns = isTooLong ? standIns(snapshot, plan, request, true) : Others.NONE;
        Route own = select(plan, request, most, standIns.isEmpty());
        if (!isTooLong) {
            standIns = standIns(snapshot, plan, request, own.isDeadEnd());
        }
        boolean instead = isTooLong && !standIns.isEmpty();
        List<Candidate> all = new ArrayList<>(instead ? List.of() : own.candidates());
        List<Ground> grounds = new ArrayList<>(instead ? List.of() : grounds(own));
        all.addAll(standIns.candidates());
        grounds.addAll(standIns.grounds());
        return new Route(
                all,
                own.skipped(),
                own.known() || !standIns.isEmpty(),
                own.unserved() && standIns.isEmpty(),
                own.wishes(),
                new Choice(plan.policy().strategy(), plan.policy().rule(), grounds));
    }

    private static List<Ground> grounds(Route route) {
        Choice choice = route.choice();
        return choice == null ? List.of() : choice.grounds();
    }

    /**
     * Channels of the models that stand in, as many as may be tried beside those of the model itself.
     *
     * @param leads whether the first of them will be the first to be tried
     */
    private Others standIns(Snapshot snapshot, Plan plan, RouteRequest request, boolean leads) {
        Others found = new Others(new ArrayList<>(), new ArrayList<>());
        for (String model : plan.policy().fallbacks()) {
            int wanted = Math.min(MOST_OF_STAND_IN, most - found.candidates().size());
            if (wanted > 0 && request.mayUse(model) && capability.suits(model, request.needs())) {
                boolean first = leads && found.isEmpty();
                snapshot.plan(request.group(), model)
                        .map(other -> select(other, request.of(model), wanted, first))
                        .ifPresent(route -> found.add(route, model));
            }
        }
        return found;
    }

    /** Channels of models that stand in. */
    private record Others(List<Candidate> candidates, List<Ground> grounds) {
        static final Others NONE = new Others(List.of(), List.of());

        boolean isEmpty() {
            return candidates.isEmpty();
        }

        void add(Route route, String model) {
            route.candidates().forEach(candidate -> candidates.add(candidate.standingIn(model)));
            grounds.addAll(Chooser.grounds(route));
        }
    }
}
