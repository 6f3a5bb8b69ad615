package dev.sluice.provider.egress;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.provider.upstream.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns an origin into the one address to connect to, or refuses.
 *
 * <p>The address that was judged is the address that is connected to; no name is resolved twice in between, so a name
 * that changes its mind (DNS rebinding) gains nothing. Belongs to one event loop.
 */
public final class Dialler {
    private static final int MOST_NAMES = 1_000;

    private final Context context;
    private final Names names;
    private final long ttlNanos;
    private final Map<Origin, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, Known> eldest) {
            return size() > MOST_NAMES;
        }
    };
    private final Map<Origin, Future<Known>> lookups = new LinkedHashMap<>();

    public Dialler(Context context, Names names, Duration ttl) {
        this.context = context;
        this.names = names;
        this.ttlNanos = ttl.toNanos();
    }

    /**
     * Where to connect to.
     *
     * @param privateAddresses whether {@link Reach#INTERNAL} addresses will do
     * @return fails with a {@link GatewayException} if the name is not known, or has no address that is allowed
     */
    public Future<SocketAddress> dial(Origin origin, boolean privateAddresses) {
        Known fresh = known.get(origin);
        if (fresh != null && System.nanoTime() - fresh.since < ttlNanos) {
            return pick(fresh, privateAddresses);
        }
        return lookUp(origin).compose(found -> pick(found, privateAddresses));
    }

    /** Says that no connection came about, so that another address of the same name is tried next. */
    public void avoid(Origin origin, SocketAddress address) {
        Known candidate = known.get(origin);
        if (candidate != null) {
            candidate.avoid(address);
        }
    }

    private static Future<SocketAddress> pick(Known known, boolean privateAddresses) {
        if (known.addresses.isEmpty()) {
            return Future.failedFuture(
                    new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's name could not be resolved."));
        }
        SocketAddress address = known.pick(privateAddresses);
        if (address == null) {
            return Future.failedFuture(new GatewayException(
                    Kind.UPSTREAM_FAILED, "The upstream's address is not one that the channel may connect to."));
        }
        return Future.succeededFuture(address);
    }

    private Future<Known> lookUp(Origin origin) {
        Future<Known> running = lookups.get(origin);
        if (running != null) {
            return running;
        }
        CompletableFuture<List<InetAddress>> resolving = CompletableFuture.supplyAsync(
                () -> names.resolve(origin.name()), task -> Thread.ofVirtual().start(task));
        Future<Known> lookup = Future.fromCompletionStage(resolving, context).map(found -> learn(origin, found));
        lookups.put(origin, lookup);
        lookup.onComplete(done -> lookups.remove(origin));
        return lookup;
    }

    private Known learn(Origin origin, List<InetAddress> found) {
        Known fresh = new Known(origin.port(), found);
        if (!found.isEmpty()) {
            known.put(origin, fresh);
        }
        return fresh;
    }

    /** The addresses of one name. Stays with one of them for as long as it works, for the sake of open connections. */
    private static final class Known {
        private final List<SocketAddress> addresses = new ArrayList<>();
        private final List<Reach> reaches = new ArrayList<>();
        private final long since = System.nanoTime();
        private int first;

        Known(int port, List<InetAddress> found) {
            for (InetAddress address : found) {
                addresses.add(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
                reaches.add(Reach.of(address));
            }
        }

        @Nullable
        SocketAddress pick(boolean privateAddresses) {
            for (int i = 0; i < addresses.size(); i++) {
                int at = (first + i) % addresses.size();
                if (reaches.get(at).isAllowed(privateAddresses)) {
                    return addresses.get(at);
                }
            }
            return null;
        }

        void avoid(SocketAddress address) {
            int at = addresses.indexOf(address);
            if (at >= 0) {
                first = (at + 1) % addresses.size();
            }
        }
    }
}
