package dev.sluice.admin.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import java.util.List;

/** Routes of channels, their keys, and how they do. */
final class ChannelRoutes {
    private final ChannelResource channels;
    private final ChannelKeyResource keys;
    private final ChannelTrialResource trials;

    ChannelRoutes(ManagementRoutes.Ground ground, UpstreamDesk upstreams) {
        channels = new ChannelResource(ground.store(), new ChannelForm(ground.providers()), upstreams);
        keys = new ChannelKeyResource(ground.store(), upstreams, ground.clock());
        trials = new ChannelTrialResource(ground.store().channels(), upstreams);
    }

    List<Route> routes() {
        return List.of(
                Route.reads("/api/channels", channels::list),
                Route.changes(POST, "/api/channels", channels::create),
                Route.changes(POST, "/api/channels/bulk", channels::changeAll),
                Route.reads("/api/channels/{id}", channels::get),
                Route.reads("/api/channels/{id}/balance", channels::balance),
                Route.reads("/api/channels/{id}/upstream-models", channels::upstreamModels),
                new Route(POST, "/api/channels/{id}/test", Access.PLATFORM, false, trials::test),
                Route.reads("/api/channels/{id}/events", trials::events),
                Route.changes(PATCH, "/api/channels/{id}", channels::update),
                Route.changes(DELETE, "/api/channels/{id}", channels::delete),
                Route.reads("/api/channels/{id}/keys", keys::list),
                Route.changes(POST, "/api/channels/{id}/keys", keys::add),
                Route.changes(PATCH, "/api/channels/{id}/keys/{key}", keys::update),
                Route.changes(DELETE, "/api/channels/{id}/keys/{key}", keys::delete));
    }
}
