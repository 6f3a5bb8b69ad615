package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Needs;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the route of a call. What ties a call to others is looked for only where a router has wished for it, since that
 * means reading the body once more; which models of which groups these are is remembered. One for a node. Thread safe.
 */
final class RouteFinder {
    private static final int MOST = 1024;

    private final Set<Key> anchored = ConcurrentHashMap.newKeySet();

    private record Key(String group, String model) {}

    Future<Route> find(Bus bus, Call call, String group, Supplier<Anchor> anchor) {
        Key key = anchored.isEmpty() ? null : new Key(group, call.model());
        boolean isAnchored = key != null && anchored.contains(key);
        return ask(bus, call, group, isAnchored ? anchor.get() : null)
                .compose(route -> isAnchored == route.wishes().anchor()
                        ? Future.succeededFuture(route)
                        : learn(bus, call, group, route, anchor));
    }

    private Future<Route> learn(Bus bus, Call call, String group, Route route, Supplier<Anchor> anchor) {
        Key key = new Key(group, call.model());
        if (!route.wishes().anchor()) {
            anchored.remove(key);
            return Future.succeededFuture(route);
        }
        if (anchored.size() >= MOST) {
            anchored.clear();
        }
        anchored.add(key);
        return ask(bus, call, group, anchor.get());
    }

    private static Future<Route> ask(Bus bus, Call call, String group, @Nullable Anchor anchor) {
        Long cap = call.outline().maxOutputTokens();
        Needs needs = new Needs(
                TokenEstimate.prompt(call.outline()),
                cap == null ? 0 : cap,
                call.outline().images() > 0,
                call.outline().tools());
        return bus.ask(
                Addresses.ROUTE,
                new RouteRequest(group, call.model(), call.dialect(), call.operation(), needs, anchor));
    }
}
