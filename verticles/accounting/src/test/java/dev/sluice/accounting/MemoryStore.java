package dev.sluice.accounting;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Account;
import dev.sluice.store.Announcements;
import dev.sluice.store.AuditLog;
import dev.sluice.store.Bill;
import dev.sluice.store.Channels;
import dev.sluice.store.Explanations;
import dev.sluice.store.Extract;
import dev.sluice.store.JournalRows;
import dev.sluice.store.Keys;
import dev.sluice.store.Page;
import dev.sluice.store.Passkeys;
import dev.sluice.store.PasswordAttempts;
import dev.sluice.store.Repeats;
import dev.sluice.store.RequestFilter;
import dev.sluice.store.Requests;
import dev.sluice.store.Revision;
import dev.sluice.store.Revisions;
import dev.sluice.store.RoutingRules;
import dev.sluice.store.SecondFactors;
import dev.sluice.store.Sessions;
import dev.sluice.store.Sight;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Tokens;
import dev.sluice.store.UnbilledUses;
import dev.sluice.store.Upkeep;
import dev.sluice.store.UsageBooks;
import dev.sluice.store.Users;
import dev.sluice.store.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** As much of a store as accounting needs, in memory; it can be away, and slow at look-ups. */
final class MemoryStore implements Store {
    private final MemoryPrices prices = new MemoryPrices();
    private final MemoryNodes nodes = new MemoryNodes();
    private final MemoryLedger ledger = new MemoryLedger(nodes);
    private final MemoryAccounts accounts = new MemoryAccounts(ledger);
    private final MemoryKeptAnswers kept = new MemoryKeptAnswers();
    private final Map<Bytes, ApiKey> keys = new ConcurrentHashMap<>();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;
    private final MemoryJobs jobs = new MemoryJobs();
    final MemoryUnbilledUses unbilled = new MemoryUnbilledUses();
    final MemoryRoutingRules routing = new MemoryRoutingRules();
    /** What there is to do in the background. */
    volatile Upkeep chores = new IdleUpkeep();
    /** How many revisions there are to delete. */
    volatile ToIntFunction<Duration> revisionsDropped = kept -> 0;
    /** What there is to read of roll-ups. */
    volatile @Nullable UsageBooks rollUps;

    void setAway(boolean isAway) {
        away = isAway;
        ledger.setAway(isAway);
        jobs.setAway(isAway);
        nodes.setAway(isAway);
        kept.away = isAway;
        unbilled.away = isAway;
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
    public MemoryAccounts accounts() {
        return accounts;
    }

    @Override
    public MemoryNodes nodes() {
        return nodes;
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
    public Explanations explanations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public UnbilledUses unbilled() {
        return unbilled;
    }

    @Override
    public UsageBooks usage() {
        return Objects.requireNonNull(rollUps, "no roll-ups were set");
    }

    @Override
    public Upkeep upkeep() {
        return chores;
    }

    @Override
    public MemoryJobs jobs() {
        return jobs;
    }

    @Override
    public Sessions sessions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SecondFactors secondFactors() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PasswordAttempts passwordAttempts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Passkeys passkeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Repeats repeats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Announcements announcements() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AuditLog auditLog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RoutingRules routing() {
        return routing;
    }

    @Override
    public Revisions revisions() {
        return new Revisions() {
            @Override
            public Page<Revision> list(@Nullable String after, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Revision> get(long number) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Restoration> restore(long number, boolean rehearsal) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<String> version(Versioned.Subject subject) {
                throw new UnsupportedOperationException();
            }

            @Override
            public int drop(Duration kept) {
                return revisionsDropped.applyAsInt(kept);
            }
        };
    }

    @Override
    public JournalRows journalRows() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Requests requests() {
        return new Requests() {
            @Override
            public Optional<RequestRow> get(Sight sight, String callId) {
                check();
                return ledger.bills().stream()
                        .map(Bill::row)
                        .filter(row -> row.callId().equals(callId))
                        .findFirst();
            }

            @Override
            public Page<RequestRow> list(Sight sight, RequestFilter filter, @Nullable String after, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Extract<RequestRow> extract(Sight sight, RequestFilter filter) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public Tokens tokens() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemoryPrices prices() {
        check();
        return prices;
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
        public boolean createOwn(ApiKey key, Bytes digest, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Page<ApiKey> listOf(String userId, @Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean renew(String id, Bytes digest, String hint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ApiKey> ofUser(String userId) {
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
        public Optional<User> named(String name) {
            throw new UnsupportedOperationException();
        }

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
