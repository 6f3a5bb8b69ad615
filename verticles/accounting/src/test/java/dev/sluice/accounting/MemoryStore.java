package dev.sluice.accounting;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Account;
import dev.sluice.store.Channels;
import dev.sluice.store.Keys;
import dev.sluice.store.Page;
import dev.sluice.store.Prices;
import dev.sluice.store.Requests;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Tokens;
import dev.sluice.store.Users;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** As much of a store as accounting needs, in memory; it can be away, and slow at look-ups. */
final class MemoryStore implements Store {
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryKeptAnswers kept = new MemoryKeptAnswers();
    private final Map<Bytes, ApiKey> keys = new ConcurrentHashMap<>();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;

    void setAway(boolean isAway) {
        away = isAway;
        ledger.setAway(isAway);
        kept.away = isAway;
    }

    /** Look-ups wait from now on until the returned latch is counted down. */
    CountDownLatch holdLookups() {
        gate = new CountDownLatch(1);
        return gate;
    }

    int lookups() {
        return lookups.get();
    }

    void replace(ApiKey key, Bytes digest) {
        keys.put(digest, key);
        generation.incrementAndGet();
    }

    @Override
    public MemoryLedger ledger() {
        return ledger;
    }

    @Override
    public long generation() {
        check();
        return generation.get();
    }

    @Override
    public Keys keys() {
        return new MemoryKeys();
    }

    @Override
    public Users users() {
        return new MemoryUsers();
    }

    @Override
    public Channels channels() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Requests requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tokens tokens() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Prices prices() {
        return new Prices() {
            @Override
            public PriceBook remember(PriceBook book) {
                check();
                return book;
            }

            @Override
            public Optional<Price> find(int version, String model) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public MemoryKeptAnswers keptAnswers() {
        return kept;
    }

    @Override
    public Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private void check() {
        if (away) {
            throw new StoreUnavailable("the database is away", new IllegalStateException("test"));
        }
    }

    private final class MemoryKeys implements Keys {
        @Override
        public void create(ApiKey key, Bytes digest) {
            replace(key, digest);
            if (key.budget() != null) {
                ledger.adjust(Account.ofKey(key.id()), key.budget(), "budget", key.id());
            }
        }

        @Override
        public Optional<ApiKey> find(Bytes digest) {
            lookups.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            check();
            return Optional.ofNullable(keys.get(digest));
        }

        @Override
        public Optional<ApiKey> get(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Page<ApiKey> list(@Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean update(ApiKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean delete(String id) {
            throw new UnsupportedOperationException();
        }
    }

    private final class MemoryUsers implements Users {
        @Override
        public void create(User user) {
            users.put(user.id(), user);
        }

        @Override
        public Optional<User> get(String id) {
            check();
            return Optional.ofNullable(users.get(id));
        }

        @Override
        public List<User> list() {
            return List.copyOf(users.values());
        }

        @Override
        public boolean update(User user) {
            generation.incrementAndGet();
            return users.put(user.id(), user) != null;
        }

        @Override
        public Optional<String> passwordHash(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setPasswordHash(String id, String hash) {
            throw new UnsupportedOperationException();
        }
    }
}
