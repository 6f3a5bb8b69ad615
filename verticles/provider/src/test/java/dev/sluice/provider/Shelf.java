package dev.sluice.provider;

import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.store.Channels;
import dev.sluice.store.Jobs;
import dev.sluice.store.RuleSwitch;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UpstreamKeys;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** The part of a store that this room reads, in memory. */
final class Shelf {
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<String, Secret> logins = new ConcurrentHashMap<>();
    private final Map<String, Secret> further = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong jobsAsked = new AtomicLong();
    private final AtomicLong loginReads = new AtomicLong();
    private final Semaphore gate = new Semaphore(1);
    private volatile boolean away;
    private volatile boolean jobsElsewhere;
    private volatile boolean sealedElsewhere;

    void put(Channel channel, String secret) {
        channels.put(channel.id(), channel);
        secrets.put(channel.id(), new Secret(secret));
        generation.incrementAndGet();
    }

    /** What the channel's proxy asks for. */
    void putLogin(String channelId, String login) {
        logins.put(channelId, new Secret(login));
    }

    /** A further key of the channel that was put last. */
    void addKey(Channel channel, String id, String secret) {
        further.put(id, new Secret(secret));
        channels.put(channel.id(), channel);
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

    /** How often what a proxy asks for was read. */
    long loginReads() {
        return loginReads.get();
    }

    Store store() {
        Channels view = (Channels) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(), new Class<?>[] {Channels.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "secret" -> secret((Channel) args[0]);
                        case "get" -> get((String) args[0]);
                        case "keys" -> keys();
                        case "proxyLogin" -> login((Channel) args[0]);
                        case "rules" -> rules();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        return (Store) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "generation" -> generation();
                    case "catalog" -> catalog();
                    case "channels" -> view;
                    case "jobs" -> jobs();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Whether another node has all the jobs. */
    void jobsElsewhere(boolean now) {
        jobsElsewhere = now;
    }

    private Jobs jobs() {
        return (Jobs) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(), new Class<?>[] {Jobs.class}, (proxy, method, args) -> {
                    jobsAsked.incrementAndGet();
                    return !jobsElsewhere;
                });
    }

    /** How often somebody wanted to have a job. */
    long jobsAsked() {
        return jobsAsked.get();
    }

    /** The channel as a whole, as if it had one key. */
    private RuleSwitch rules() {
        return new RuleSwitch() {
            @Override
            public boolean disable(String channelId, String key, String why) {
                return change(channelId, false, why);
            }

            @Override
            public boolean enable(String channelId, String key, String why) {
                return change(channelId, true, why);
            }
        };
    }

    private boolean change(String channelId, boolean enable, String why) {
        Channel old = Objects.requireNonNull(channels.get(channelId));
        if (old.enabled() == enable || (enable && old.switched() == null)) {
            return false;
        }
        channels.put(channelId, old.change().enabled(enable).switched(why).channel());
        generation.incrementAndGet();
        return true;
    }

    private UpstreamKeys keys() {
        return (UpstreamKeys) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(), new Class<?>[] {UpstreamKeys.class}, (proxy, method, args) -> {
                    Map<String, Optional<Secret>> secrets = new HashMap<>();
                    further.forEach((id, secret) ->
                            secrets.put(id, secret.value().isEmpty() ? Optional.empty() : Optional.of(secret)));
                    return secrets;
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

    private Optional<Channel> get(String channelId) {
        generation();
        return Optional.ofNullable(channels.get(channelId));
    }

    private Optional<Secret> login(Channel channel) {
        loginReads.incrementAndGet();
        return Optional.ofNullable(logins.get(channel.id()));
    }

    private Optional<Secret> secret(Channel channel) {
        if (sealedElsewhere) {
            throw new IllegalArgumentException("tag mismatch");
        }
        return Optional.ofNullable(secrets.get(channel.id()));
    }
}
