package dev.sluice.admin.api;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import java.util.List;

/** Routes that show calls and what they came to: one by one, added up, and whether the books are right. */
final class CallRoutes {
    private final RequestResource requests;
    private final ExplainResource explanations;
    private final UsageResource usage;
    private final LedgerResource ledger;

    CallRoutes(ManagementRoutes.Ground ground, Witnesses witnesses) {
        requests = new RequestResource(ground.store().requests(), ground.store().prices());
        explanations = new ExplainResource(ground.store(), witnesses);
        usage = new UsageResource(ground.store(), ground.clock());
        ledger = new LedgerResource(ground.store().ledger(), ground.clock());
    }

    /** The export comes before the single request, whose id could be anything. */
    List<Route> routes() {
        return List.of(
                Route.own(GET, "/api/requests", requests::list),
                Route.own(GET, "/api/requests/export", requests::export),
                Route.own(GET, "/api/requests/{id}", requests::get),
                Route.own(GET, "/api/requests/{id}/explain", explanations::get),
                Route.own(GET, "/api/usage", usage::series),
                Route.own(GET, "/api/usage/export", usage::export),
                Route.reads("/api/usage/channels", usage::channels),
                Route.reads("/api/ledger/audit", ledger::audit),
                Route.reads("/api/provider-reports", ledger::reports),
                new Route(POST, "/api/provider-reports", Access.PLATFORM, false, ledger::report));
    }
}
