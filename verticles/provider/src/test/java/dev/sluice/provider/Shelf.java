package dev.sluice.provider;

import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.store.Channels;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** The part of a store that this room reads, in memory. */
final class Shelf {
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final Semaphore gate = new Semaphore(1);
    private volatile boolean away;
    private volatile boolean sealedElsewhere;

    void put(Channel channel, String secret) {
        channels.put(channel.id(), channel);
        secrets.put(channel.id(), new Secret(secret));
        generation.incrementAndGet();
    }

    void remove(String channelId) {
        channels.remove(channelId);
        generation.incrementAndGet();
    }

    /** Whether the database cannot be reached. */
    void away(boolean now) {
        away = now;
    }

    /** Whether secrets were sealed under another master key. */
    void sealedElsewhere(boolean now) {
        sealedElsewhere = now;
    }

    /** What is read from now on arrives once the gate is released. */
    Semaphore holdReads() {
        gate.acquireUninterruptibly();
        return gate;
    }

    /** How often the whole configuration was read. */
    long reads() {
        return reads.get();
    }

    Store store() {
        Channels view = (Channels) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(), new Class<?>[] {Channels.class}, (proxy, method, args) -> {
                    if (method.getName().equals("secret")) {
                        return secret((String) args[0]);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return (Store) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "generation" -> generation();
                    case "catalog" -> catalog();
                    case "channels" -> view;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private long generation() {
        if (away) {
            throw new StoreUnavailable("away", new IllegalStateException());
        }
        return generation.get();
    }

    private Catalog catalog() {
        reads.incrementAndGet();
        Catalog read = new Catalog(generation(), List.copyOf(channels.values()));
        gate.acquireUninterruptibly();
        gate.release();
        return read;
    }

    private Optional<Secret> secret(String channelId) {
        if (sealedElsewhere) {
            throw new IllegalArgumentException("tag mismatch");
        }
        return Optional.ofNullable(secrets.get(channelId));
    }
}
