package dev.sluice.accounting;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whose key is this? Answers from memory; asks the database at a key's first use and after a change of the configuration.
 *
 * <p>While the database is away, keys that are known go on and all others hear that it is away, never that they are
 * wrong. Digests that belong to nobody are remembered for a second, and look-ups in flight are shared and bounded, so
 * that garbage cannot hammer the database.
 */
final class KeyRing {
    private static final int MAX_LOOKUPS = 1_024;
    private static final int MAX_NOBODIES = 10_000;
    private static final long NOBODY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();

    private static final GatewayError AWAY = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "API keys cannot be checked at the moment.")
            .retryAfter(Duration.ofSeconds(5));
    private static final GatewayError BUSY = GatewayError.of(
                    Kind.OVERLOADED, "Too many API keys are being checked at the moment.")
            .retryAfter(Duration.ofSeconds(1));

    private final Store store;
    private final BudgetShelf budgets;
    private final Desk desk;
    private final Clocks clocks;
    private final RecentMap<Bytes, Known> known;
    private final RecentMap<Bytes, Nobody> nobodies = new RecentMap<>(MAX_NOBODIES);
    private final ConcurrentHashMap<Lookup, Future<KeyHolder>> lookups = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private volatile @Nullable Long awaySince;

    /** What the database said of a digest, and as of which generation. */
    private record Known(Bytes digest, long generation, Future<KeyHolder> holder) {}

    /** A question to the database. One that was asked before a change does not answer who comes after it. */
    private record Lookup(Bytes digest, long generation) {}

    /** That a digest belongs to nobody, as of a generation and a moment. */
    private record Nobody(long generation, long since) {}

    KeyRing(Store store, Desk desk, Clocks clocks, int capacity) {
        this.store = store;
        this.budgets = new BudgetShelf(store);
        this.desk = desk;
        this.clocks = clocks;
        this.known = new RecentMap<>(capacity);
    }

    /**
     * The holder of a key, complete at once if it is in memory.
     *
     * @return fails with a {@code GatewayException}: 401 for nobody's key, 503 if that cannot be known now
     */
    Future<KeyHolder> find(Credential credential) {
        Known entry = known.get(credential.digest());
        if (entry != null && entry.generation() == generation.get() && isSame(entry, credential)) {
            return entry.holder();
        }
        return findAnew(credential.digest(), entry);
    }

    /** Hears of a generation of the configuration; whatever is older is asked for again before it is used. */
    void learn(long heard) {
        generation.accumulateAndGet(heard, Math::max);
    }

    /** What is enforced: nothing older is used without asking. */
    long generation() {
        return generation.get();
    }

    /** The map has compared digests already, but not in constant time. */
    private static boolean isSame(Known entry, Credential credential) {
        return MessageDigest.isEqual(entry.digest().array(), credential.digest().copy());
    }

    private Future<KeyHolder> findAnew(Bytes digest, @Nullable Known stale) {
        if (stale == null && isNobodys(digest)) {
            return refuse(KeyRules.NOT_VALID);
        }
        Long since = awaySince;
        if (since != null && clocks.now() - since < AWAY_NANOS) {
            return stale != null ? stale.holder() : refuse(AWAY);
        }
        return lookUp(digest, stale);
    }

    private boolean isNobodys(Bytes digest) {
        Nobody nobody = nobodies.get(digest);
        return nobody != null
                && nobody.generation() == generation.get()
                && clocks.now() - nobody.since() < NOBODY_NANOS;
    }

    private Future<KeyHolder> lookUp(Bytes digest, @Nullable Known stale) {
        if (lookups.size() >= MAX_LOOKUPS) {
            return refuse(BUSY);
        }
        Promise<KeyHolder> mine = Promise.promise();
        long asOf = generation.get();
        Lookup lookup = new Lookup(digest, asOf);
        Future<KeyHolder> theirs = lookups.putIfAbsent(lookup, mine.future());
        if (theirs != null) {
            return theirs;
        }
        desk.ask(() -> read(digest, asOf))
                .recover(failure -> withoutDatabase(failure, stale))
                .onComplete(result -> {
                    lookups.remove(lookup);
                    mine.handle(result);
                });
        return mine.future();
    }

    private KeyHolder read(Bytes digest, long asOf) {
        KeyHolder holder = store.keys()
                .find(digest)
                .flatMap(
                        key -> store.users().get(key.userId()).map(user -> KeyHolder.of(key, user, budgets.asOf(asOf))))
                .orElse(null);
        awaySince = null;
        Bytes copy = Bytes.of(digest.copy());
        if (holder == null) {
            known.remove(digest);
            nobodies.put(copy, new Nobody(asOf, clocks.now()));
            throw new GatewayException(KeyRules.NOT_VALID);
        }
        known.put(copy, new Known(copy, asOf, Future.succeededFuture(holder)));
        return holder;
    }

    private Future<KeyHolder> withoutDatabase(Throwable failure, @Nullable Known stale) {
        if (!(failure instanceof StoreUnavailable)) {
            return Future.failedFuture(failure);
        }
        awaySince = clocks.now();
        return stale != null ? stale.holder() : refuse(AWAY);
    }

    private static Future<KeyHolder> refuse(GatewayError error) {
        return Future.failedFuture(new GatewayException(error));
    }
}
