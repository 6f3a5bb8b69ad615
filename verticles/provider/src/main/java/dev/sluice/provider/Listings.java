package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.catalog.Channel;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstreams which models they serve, one at a time, and tells the router. Of the instances on a node one does this.
 * What was heard is told again every minute, for routers that have come later.
 */
final class Listings {
    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long RETELL_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int LONGEST_LIST = 4 << 20;
    private static final int MOST_MODELS = 5_000;
    private static final int LONGEST_NAME = 256;

    private final Bus bus;
    private final Upstream upstream;
    private final Duration every;
    private Map<String, Listed> channels = new LinkedHashMap<>();
    private boolean asking;
    private long toldAt = System.nanoTime();

    /** What is known of one channel's list. */
    private static final class Listed {
        private final Channel channel;
        private final Target target;
        private long dueAt = System.nanoTime();
        private boolean failed;
        private @Nullable ModelsListed models;

        Listed(Channel channel, Target target) {
            this.channel = channel;
            this.target = target;
        }
    }

    Listings(Bus bus, Upstream upstream, Duration every) {
        this.bus = bus;
        this.upstream = upstream;
        this.every = every;
    }

    /** Takes over a new configuration; channels that have changed in any way are asked anew. */
    void follow(Directory.Snapshot snapshot) {
        Map<String, Listed> next = new LinkedHashMap<>();
        for (Channel channel : snapshot.listed()) {
            Target target = snapshot.targets().get(channel.id());
            if (target != null && !(target instanceof Target.Unusable)) {
                Listed fresh = new Listed(channel, target);
                Listed old = channels.get(channel.id());
                if (old != null && old.channel.equals(channel)) {
                    // A new secret does not show in the channel; the old list is good until it is asked for again.
                    fresh.models = old.models;
                    fresh.failed = old.failed;
                    fresh.dueAt = old.failed ? fresh.dueAt : old.dueAt;
                }
                next.put(channel.id(), fresh);
            }
        }
        channels = next;
        tick();
    }

    /** Call it about once a second. */
    void tick() {
        long now = System.nanoTime();
        if (now - toldAt > RETELL_NANOS) {
            toldAt = now;
            channels.values().forEach(this::tell);
        }
        if (!asking) {
            channels.values().stream()
                    .filter(listed -> now - listed.dueAt >= 0)
                    .findFirst()
                    .ifPresent(this::ask);
        }
    }

    private void ask(Listed listed) {
        asking = true;
        models(listed.target).onComplete(done -> {
            asking = false;
            listed.dueAt = System.nanoTime() + wait(done.succeeded()).toNanos();
            if (done.succeeded()) {
                heard(listed, done.result());
            } else if (!listed.failed) {
                listed.failed = true;
                LOG.warn(
                        "channel={} does not list its models: {}",
                        listed.channel.name(),
                        done.cause().getMessage());
            }
            tick();
        });
    }

    private void heard(Listed listed, List<String> models) {
        listed.failed = false;
        List<String> sane = models.stream()
                .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
                .distinct()
                .limit(MOST_MODELS)
                .toList();
        listed.models = new ModelsListed(listed.channel.id(), sane);
        if (channels.get(listed.channel.id()) == listed) {
            tell(listed);
        }
    }

    private void tell(Listed listed) {
        if (listed.models != null) {
            bus.tell(Addresses.MODELS_LISTED, listed.models);
        }
    }

    private Future<List<String>> models(Target target) {
        return switch (target) {
            case Target.Demo demo -> Future.succeededFuture(DemoModel.ids());
            case Target.Unusable unusable -> Future.succeededFuture(List.of());
            case Remote remote -> {
                Optional<HttpCall> call = remote.prepareListing();
                yield call.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : upstream.fetch(call.get(), LONGEST_LIST, PATIENCE).map(remote::readModels);
            }
        };
    }

    /** Jittered, so that nodes which started together do not ask together for ever. */
    private Duration wait(boolean succeeded) {
        Duration base = succeeded ? every : AGAIN_AFTER_FAILURE;
        return base.multipliedBy(ThreadLocalRandom.current().nextLong(90, 111)).dividedBy(100);
    }
}
