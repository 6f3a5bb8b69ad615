package dev.sluice.ingress;

import dev.sluice.ingress.load.Overload;
import dev.sluice.ingress.load.Tenant;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Lets calls in, or turns them away in words, before anything of their bodies is kept. */
final class Shedding {
    private static final GatewayError OVER_SHARE = GatewayError.of(
                    Kind.RATE_LIMITED,
                    "The gateway is overloaded, and this account has its share of it already; try again.")
            .withCode("over_fair_share");
    private static final GatewayError FULL =
            GatewayError.of(Kind.OVERLOADED, "The gateway is overloaded; try again or try another node.");
    /** Those who are turned away at once do not come back at once. */
    private static final int SPREAD_MILLIS = 4_000;

    private final Overload overload;
    private final IngressMetrics metrics;

    Shedding(Ingress ingress) {
        this.overload = ingress.overload();
        this.metrics = ingress.metrics();
    }

    /** Why a call may not come in; if it may, it is in flight until its response has ended in whatever way. */
    Optional<GatewayError> refusal(HttpServerRequest request, Tenant tenant) {
        return switch (overload.enter(tenant)) {
            case WELCOME -> {
                request.response().endHandler(ignored -> overload.leave(tenant));
                yield Optional.empty();
            }
            case OVER_SHARE -> {
                metrics.shed("over_share");
                yield Optional.of(OVER_SHARE.retryAfter(later()));
            }
            case FULL -> {
                metrics.shed("full");
                yield Optional.of(FULL.retryAfter(later()));
            }
        };
    }

    // Retry-After has whole seconds: one to five.
    private static Duration later() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(SPREAD_MILLIS) + 1_000);
    }
}
