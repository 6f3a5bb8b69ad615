package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Ledger} over JDBC.
 *
 * <p>Locks are always taken in this order: a node's row, the desk's, accounts by id, their slices, house accounts. A slice is only written by who has
 * locked its account, so that looking at it and then writing it needs no lock of its own.
 */
final class JdbcLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcLedger.class);
    private static final int SEALS_AT_ONCE = 200;

    private final Database database;
    private final AuditTerms terms;
    private final RollUpAhead ahead;
    private final AtomicLong turns = new AtomicLong(ThreadLocalRandom.current().nextInt(1_000_000));
    private final AtomicLong unaudited = new AtomicLong();
    private final AtomicLong strays = new AtomicLong();

    JdbcLedger(Database database, AuditTerms terms, RollUpAhead ahead) {
        this.database = database;
        this.terms = terms;
        this.ahead = ahead;
    }

    @Override
    public AuditTerms terms() {
        return terms;
    }

    @Override
    public Optional<Balance> balance(Account account) {
        return database.read(h -> balance(h, account, ""));
    }

    private static Optional<Balance> balance(Handle handle, Account account, String lock) {
        return handle.createQuery("SELECT posted, held FROM account WHERE id = :id" + lock)
                .bind("id", account.id())
                .map((rs, ctx) -> new Balance(new NanoDollars(rs.getLong(1)), new NanoDollars(rs.getLong(2))))
                .findOne();
    }

    @Override
    public long draw(NodeLife life, Account account, long wanted, long least) {
        if (wanted <= 0 || least < 0 || least > wanted) {
            throw new IllegalArgumentException("more than nothing is drawn, and no less than the least");
        }
        return database.write(h -> {
            JdbcNodes.fence(h, database.dialect(), life);
            long taken = hold(h, account, wanted) ? wanted : holdRest(h, account, least);
            if (taken > 0) {
                Slices.grant(h, new Slices.Open(life.number(), account.id(), taken));
            }
            return taken;
        });
    }

    private static boolean hold(Handle handle, Account account, long amount) {
        return handle.createUpdate(
                                "UPDATE account SET held = held + :amount WHERE id = :id AND posted - held >= :amount")
                        .bind("amount", amount)
                        .bind("id", account.id())
                        .execute()
                == 1;
    }

    private long holdRest(Handle handle, Account account, long least) {
        return balance(handle, account, database.dialect().forUpdate())
                .map(balance -> balance.available().value())
                .filter(rest -> rest > 0 && rest >= least)
                .filter(rest -> hold(handle, account, rest))
                .orElse(0L);
    }

    @Override
    public void giveBack(NodeLife life, Account account, long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("nothing negative is given back");
        }
        if (amount > 0) {
            database.write(h -> {
                JdbcNodes.fence(h, database.dialect(), life);
                Slices.giveBack(h, new Slices.Open(life.number(), account.id(), amount));
                return amount;
            });
        }
    }

    @Override
    public void reclaim(NodeLife life) {
        database.write(h -> {
            JdbcNodes.fence(h, database.dialect(), life);
            List<Slices.Open> open = Slices.ofNode(h, life.number());
            open.forEach(slice -> Slices.giveBack(h, slice));
            Slices.forgetEmpty(h, life.number());
            return open.size();
        });
    }

    @Override
    public boolean reclaim(NodeLife life, Account account, long billed) {
        return database.write(h -> {
            if (JdbcNodes.applied(h, database.dialect(), life) < billed) {
                return false;
            }
            // A draw whose answer was lost may be on its way to commit; it has locked the account.
            balance(h, account, database.dialect().forUpdate());
            Slices.ofNode(h, life.number(), account, database.dialect().forUpdate())
                    .ifPresent(slice -> Slices.giveBack(h, slice));
            return true;
        });
    }

    @Override
    public Settling settle(NodeLife life, Span span, List<Bill> bills) {
        Shipment shipment = new Shipment(database, life, span, strays);
        Settling settling = shipment.settle(bills);
        if (settling == Settling.APPLIED) {
            ahead.booked(life.number(), span, shipment.booked());
        }
        return settling;
    }

    @Override
    public long strays() {
        return strays.get();
    }

    @Override
    public boolean adjust(Account account, NanoDollars amount, String reason, String externalId) {
        Entry.Cause cause = new Entry.Cause(reason, externalId, null);
        DeskBooking booking = new DeskBooking(Entry.Kind.ADJUST, Entry.CLEARING, account, amount.value(), cause);
        return database.writeOnce(booking::book);
    }

    @Override
    public boolean correct(String callId, NanoDollars amount, String reason, String externalId) {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("a correction gives something back");
        }
        return database.writeOnce(new Correction(callId, amount.value(), reason, externalId)::book);
    }

    @Override
    public void report(ProviderReport report) {
        database.writeOnce(h -> {
            new ProviderReports(h).keep(report);
            return report;
        });
    }

    @Override
    public List<ProviderReport> reports(LocalDate from, LocalDate to) {
        return database.read(h -> new ProviderReports(h).between(from, to));
    }

    @Override
    public long seal() {
        List<Integer> behind = database.read(h -> h.createQuery("SELECT number FROM node WHERE applied > COALESCE("
                        + "(SELECT to_seq FROM entry_seal WHERE entry_seal.node = node.number"
                        + " ORDER BY from_seq DESC LIMIT 1), 0)")
                .mapTo(Integer.class)
                .list());
        return behind.stream().mapToLong(this::seal).sum();
    }

    private long seal(int node) {
        long all = 0;
        for (int i = 0; i < SEALS_AT_ONCE; i++) {
            long before = all;
            all += database.writeOnce(h -> new Seals(h).catchUp(node, lock(h, node)));
            if (all - before < Seals.FULL) {
                break;
            }
        }
        return all;
    }

    private long lock(Handle handle, int node) {
        return handle.createQuery("SELECT applied FROM node WHERE number = :node"
                        + database.dialect().forUpdate())
                .bind("node", node)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Finding> audit(AuditTerms under) {
        return database.snapshot(h -> {
            database.unhurried(h);
            Repricing repricing = new Repricing();
            repricing.refresh(h);
            return new Audit(h, database.dialect(), under, repricing).everything();
        });
    }

    @Override
    public List<Finding> auditNew(AuditTerms under, AuditPace pace) {
        AuditRounds.Outcome outcome = new AuditRounds(database, under, pace).run(turns.getAndIncrement());
        unaudited.set(outcome.unaudited());
        if (outcome.unaudited() > 0) {
            LOG.warn("event=audit_is_behind records={} effect=\"not checked yet\"", outcome.unaudited());
        }
        return outcome.findings();
    }

    @Override
    public long unaudited() {
        return unaudited.get();
    }

    @Override
    public long settledRequests() {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM entry WHERE kind = 'settle'")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public long openHolds() {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM slice WHERE " + Slices.OPEN + " > 0")
                .mapTo(Long.class)
                .one());
    }
}
