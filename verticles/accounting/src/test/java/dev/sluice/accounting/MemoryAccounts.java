package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Accounts;
import dev.sluice.store.Budget;
import dev.sluice.store.Budgets;
import dev.sluice.store.Gifts;
import dev.sluice.store.Groups;
import dev.sluice.store.Invitations;
import dev.sluice.store.Notice;
import dev.sluice.store.Notices;
import dev.sluice.store.Page;
import dev.sluice.store.RateLimit;
import dev.sluice.store.RateLimits;
import dev.sluice.store.Redemptions;
import dev.sluice.store.Statements;
import dev.sluice.store.Topups;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Budgets and groups in memory, as far as calls need them. */
final class MemoryAccounts implements Accounts {
    private final MemoryLedger ledger;
    private final Map<String, Budget> inForce = new ConcurrentHashMap<>();
    private final Set<Account> open = ConcurrentHashMap.newKeySet();
    final Map<String, RateLimit> rateLimits = new ConcurrentHashMap<>();
    final Set<String> disabledGroups = ConcurrentHashMap.newKeySet();

    MemoryAccounts(MemoryLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Budgets budgets() {
        return new MemoryBudgets();
    }

    @Override
    public RateLimits rateLimits() {
        return new MemoryRateLimits(rateLimits);
    }

    @Override
    public Groups groups() {
        return new MemoryGroups();
    }

    @Override
    public Notices notices() {
        return new Notices() {
            @Override
            public Page<Notice> list(boolean untoldOnly, @Nullable String after, int limit) {
                return new Page<>(List.of(), null);
            }

            @Override
            public boolean told(long number, Instant now) {
                return false;
            }

            @Override
            public long untold() {
                return 0;
            }
        };
    }

    @Override
    public Gifts gifts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Redemptions redemptions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Topups topups() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Invitations invitations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Statements statements() {
        throw new UnsupportedOperationException();
    }

    private final class MemoryBudgets implements Budgets {
        @Override
        public void create(Budget budget) {
            inForce.put(budget.id(), budget);
        }

        @Override
        public Optional<Budget> get(String id) {
            return Optional.ofNullable(inForce.get(id));
        }

        @Override
        public Page<Budget> list(@Nullable String after, int limit) {
            return new Page<>(inForce(), null);
        }

        @Override
        public List<Budget> inForce() {
            return List.copyOf(inForce.values());
        }

        @Override
        public boolean update(Budget budget, Instant now) {
            return inForce.put(budget.id(), budget) != null;
        }

        @Override
        public boolean delete(String id, Instant now) {
            return inForce.remove(id) != null;
        }

        @Override
        public boolean open(Account period) {
            Optional<Budget> budget =
                    inForce().stream().filter(period::isPeriodOf).findFirst();
            if (budget.isEmpty() || !open.add(period)) {
                return false;
            }
            return ledger.adjust(period, new NanoDollars(budget.get().limit()), "period", period.id());
        }

        @Override
        public Optional<Standing> standing(Budget budget, Instant moment) {
            return Optional.empty();
        }

        @Override
        public int sweep(Instant before, int most) {
            return 0;
        }
    }

    private final class MemoryGroups implements Groups {
        @Override
        public Set<String> disabled() {
            return Set.copyOf(disabledGroups);
        }

        @Override
        public void create(Group group) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Group> get(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Group> list() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean update(Group group) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean delete(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String defaultOf(String userId) {
            return DEFAULT;
        }

        @Override
        public boolean setDefault(String userId, @Nullable String group) {
            throw new UnsupportedOperationException();
        }
    }
}
