package dev.sluice.provider.egress;

import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Via;
import io.vertx.core.Future;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;

/**
 * Finds out how a call gets to its upstream: to an address that was judged, straight or through a proxy at another that was
 * judged as well. The proxy is told the upstream's address and not its name, so that it cannot resolve that to another.
 */
final class Ways {
    /** The candidates' own limits are kept by the sweep; this ends what nobody waits for any more. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Dialler dialler;

    Ways(Dialler dialler) {
        this.dialler = dialler;
    }

    /** Fails with a {@code GatewayException} if a name is not known, or has no address that is allowed. */
    Future<RequestOptions> to(HttpCall call) {
        Future<SocketAddress> address = dialler.dial(call.origin(), call.way().privateAddresses());
        Via via = call.way().via();
        return via == null
                ? address.map(straight -> options(call, straight))
                : address.compose(target -> dialler.dial(
                                via.origin(), via.server().privateAddresses())
                        .map(proxy -> options(call, target).setProxyOptions(through(via, proxy))));
    }

    /**
     * Says that no connection came about, so that another address of the same name is tried next: the proxy's where there is
     * one, since that says nothing of the upstream's, to which other channels may go straight.
     */
    void avoid(HttpCall call, RequestOptions options) {
        Via via = call.way().via();
        ProxyOptions proxy = options.getProxyOptions();
        if (via != null && proxy != null) {
            dialler.avoid(via.origin(), SocketAddress.inetSocketAddress(proxy.getPort(), proxy.getHost()));
        } else if (options.getServer() instanceof SocketAddress target) {
            dialler.avoid(call.origin(), target);
        }
    }

    private static RequestOptions options(HttpCall call, SocketAddress address) {
        return new RequestOptions()
                .setMethod(call.method())
                .setServer(address)
                .setHost(call.origin().host())
                .setPort(call.origin().port())
                .setSsl(call.origin().ssl())
                .setURI(call.uri())
                .setHeaders(call.headers());
    }

    private static ProxyOptions through(Via via, SocketAddress proxy) {
        return new ProxyOptions()
                .setType(via.server().kind() == ProxyServer.Kind.HTTP ? ProxyType.HTTP : ProxyType.SOCKS5)
                .setHost(proxy.host())
                .setPort(proxy.port())
                .setUsername(via.user())
                .setPassword(via.password())
                .setConnectTimeout(PATIENCE);
    }
}
