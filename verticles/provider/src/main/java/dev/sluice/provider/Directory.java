package dev.sluice.provider;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.provider.upstream.Target;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All channels, made ready, as of the newest configuration that was seen. Belongs to one event loop; what it reads from
 * the database is read on a virtual thread.
 */
final class Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private static final Target.Unusable NO_CHANNEL =
            new Target.Unusable("it is not there, or not in use", Verdict.UNREACHABLE);
    /** Says nothing of the channel's other keys, which routers have heard of already. */
    private static final Target.Unusable NO_KEY =
            new Target.Unusable("its key is not there, or not in use", Verdict.KEY_REFUSED);

    private final Context context;
    private final Store store;
    private final Workshop workshop;
    private final Consumer<Snapshot> onChange;
    private final Map<String, String> complaints = new HashMap<>();
    private Snapshot snapshot = Snapshot.EMPTY;
    private volatile long generation = Snapshot.EMPTY.generation();
    /** The generation for which a load was repeated, so that news of what is not there is not chased for ever. */
    private long retried = Snapshot.EMPTY.generation();

    private long heard = Snapshot.EMPTY.generation();
    private boolean away;
    private @Nullable Future<Void> refreshing;

    /**
     * Channels as of one generation.
     *
     * @param targets by channel, with the first of its keys that is in use
     * @param byKey for channels that have more than their own secret: by channel and the key's id
     * @param listed enabled channels whose upstream is asked for its models
     * @param channels those that are enabled, by id
     */
    record Snapshot(
            long generation,
            Map<String, Target> targets,
            Map<String, Map<String, Target>> byKey,
            List<Channel> listed,
            Map<String, Channel> channels) {
        static final Snapshot EMPTY = new Snapshot(-1, Map.of(), Map.of(), List.of(), Map.of());
    }

    private record Loaded(Catalog catalog, Map<String, Target> targets, Map<String, Map<String, Target>> byKey) {}

    Directory(Context context, Store store, Preparation preparation, Consumer<Snapshot> onChange) {
        this.context = context;
        this.store = store;
        this.workshop = new Workshop(store, preparation);
        this.onChange = onChange;
    }

    /** Where this call goes, with the key that it names; null if there is no such channel, or no such key of it. */
    @Nullable
    Target find(Candidate candidate) {
        Map<String, Target> keys =
                snapshot.byKey().isEmpty() ? null : snapshot.byKey().get(candidate.channelId());
        if (keys != null) {
            return keys.get(candidate.keyId());
        }
        return candidate.key() == null ? find(candidate.channelId()) : null;
    }

    /** The same, where what is not there cannot be used. */
    Target settle(Candidate candidate) {
        Target target = find(candidate);
        if (target != null) {
            return target;
        }
        boolean isChannel = snapshot.byKey().containsKey(candidate.channelId()) || find(candidate.channelId()) != null;
        return isChannel ? NO_KEY : NO_CHANNEL;
    }

    /** With whichever of its keys. */
    @Nullable
    Target find(String channelId) {
        Target target = snapshot.targets().get(channelId);
        boolean builtIn = target == null && channelId.equals(Demonstration.CHANNEL.id());
        return builtIn ? new Target.Demo() : target;
    }

    /** The channel itself; null if it is not in use. */
    @Nullable
    Channel channel(String id) {
        return snapshot.channels().get(id);
    }

    /** What is enforced; may be asked on any thread. */
    long generation() {
        return generation;
    }

    /** Hears of a generation, and loads it. What began to load before it was made is loaded again. */
    void hear(long newer) {
        heard = Math.max(heard, newer);
        if (heard > snapshot.generation()) {
            refresh();
        }
    }

    /** Loads the configuration if there is a newer one. Fails with {@link StoreUnavailable}; the old one then stays. */
    Future<Void> refresh() {
        if (refreshing != null) {
            return refreshing;
        }
        long seen = snapshot.generation();
        CompletableFuture<Loaded> loading = CompletableFuture.supplyAsync(
                () -> load(seen), task -> Thread.ofVirtual().start(task));
        Future<Void> refresh = Future.fromCompletionStage(loading, context).map(this::publish);
        refreshing = refresh;
        refresh.onComplete(done -> {
            refreshing = null;
            report(done.cause());
            if (done.succeeded() && heard > snapshot.generation() && heard != retried) {
                retried = heard;
                refresh();
            }
        });
        return refresh;
    }

    // On a virtual thread.

    private @Nullable Loaded load(long seen) {
        if (store.generation() == seen) {
            return null;
        }
        Catalog catalog = store.catalog();
        Map<String, Target> targets = new HashMap<>();
        Map<String, Map<String, Target>> byKey = new HashMap<>();
        for (Channel channel : catalog.channels()) {
            Map<String, Target> keys = channel.enabled() ? workshop.prepare(channel) : Map.of();
            if (!keys.isEmpty()) {
                targets.put(channel.id(), keys.values().iterator().next());
            }
            if (channel.enabled() && !channel.keys().isPlain()) {
                byKey.put(channel.id(), keys);
            }
        }
        return new Loaded(catalog, targets, byKey);
    }

    // On the event loop.

    private @Nullable Void publish(@Nullable Loaded loaded) {
        if (loaded != null && loaded.catalog().generation() >= snapshot.generation()) {
            List<Channel> listed = loaded.catalog().channels().stream()
                    .filter(channel -> channel.enabled() && channel.listUpstream())
                    .toList();
            snapshot = new Snapshot(
                    loaded.catalog().generation(),
                    Map.copyOf(loaded.targets()),
                    Map.copyOf(loaded.byKey()),
                    listed,
                    loaded.catalog().channels().stream()
                            .filter(Channel::enabled)
                            .collect(Collectors.toUnmodifiableMap(Channel::id, Function.identity())));
            generation = snapshot.generation();
            complain(loaded);
            onChange.accept(snapshot);
        }
        return null;
    }

    /** Once for each channel and reason. */
    private void complain(Loaded loaded) {
        complaints.keySet().retainAll(loaded.targets().keySet());
        for (Channel channel : loaded.catalog().channels()) {
            if (loaded.targets().get(channel.id()) instanceof Target.Unusable unusable) {
                if (!unusable.reason().equals(complaints.put(channel.id(), unusable.reason()))) {
                    LOG.warn("channel={} cannot be used: {}", channel.name(), unusable.reason());
                }
            } else {
                complaints.remove(channel.id());
            }
        }
    }

    /** Once when the database goes away, and once when it is back. */
    private void report(@Nullable Throwable cause) {
        if (cause != null && !away) {
            LOG.warn("the configuration cannot be read, the last one stays in force: {}", cause.toString());
        } else if (cause == null && away) {
            LOG.info("the configuration can be read again");
        }
        away = cause != null;
    }
}
