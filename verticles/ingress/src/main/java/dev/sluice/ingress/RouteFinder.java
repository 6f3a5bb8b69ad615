package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Needs;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks for the route of a call. What ties a call to others is looked for only where a router has wished for it, since that
 * means reading the body once more; which models of which groups these are is remembered. One for a node. Thread safe.
 */
final class RouteFinder {
    private static final int MOST = 1024;

    private final Set<Key> anchored = ConcurrentHashMap.newKeySet();

    private record Key(String group, String model) {}

    /**
     * What is asked.
     *
     * @param reply knows the headers of the request
     */
    record Asking(Bus bus, Call call, Caller caller, Reply reply) {

        private Key key() {
            return new Key(caller.group(), call.model());
        }

        private Future<Route> ask(boolean isAnchored) {
            Long cap = call.outline().maxOutputTokens();
            Needs needs = new Needs(
                    TokenEstimate.prompt(call.outline()),
                    cap == null ? 0 : cap,
                    call.outline().images() > 0,
                    call.outline().tools());
            Anchor tie = isAnchored ? AnchorReader.read(caller.keyId(), call.body(), reply::header) : null;
            return bus.ask(
                    Addresses.ROUTE,
                    new RouteRequest(
                            caller.group(),
                            call.model(),
                            call.dialect(),
                            call.operation(),
                            needs,
                            caller.models(),
                            tie,
                            reply.pinnedChannel()));
        }
    }

    Future<Route> find(Asking asking) {
        boolean isAnchored = !anchored.isEmpty() && anchored.contains(asking.key());
        return asking.ask(isAnchored)
                .compose(route ->
                        isAnchored == route.wishes().anchor() ? Future.succeededFuture(route) : learn(asking, route));
    }

    private Future<Route> learn(Asking asking, Route route) {
        if (!route.wishes().anchor()) {
            anchored.remove(asking.key());
            return Future.succeededFuture(route);
        }
        if (anchored.size() >= MOST) {
            anchored.clear();
        }
        anchored.add(asking.key());
        return asking.ask(true);
    }
}
