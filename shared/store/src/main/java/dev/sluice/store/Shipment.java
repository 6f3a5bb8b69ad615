package dev.sluice.store;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stretch of a node's journal on its way into the books. Its first statement moves the node's mark, and only from
 * where the stretch begins and for the newest life: it is fence, lock and proof against applying anything twice.
 */
final class Shipment {
    private static final Logger LOG = LoggerFactory.getLogger(Shipment.class);

    private final Database database;
    private final NodeLife life;
    private final Span span;
    private final AtomicLong strays;
    private int tries;
    private List<Bill> booked = List.of();

    Shipment(Database database, NodeLife life, Span span, AtomicLong strays) {
        this.database = database;
        this.life = life;
        this.span = span;
        this.strays = strays;
    }

    Ledger.Settling settle(List<Bill> bills) {
        check(bills);
        List<Bill> once = withoutTwins(bills);
        Ledger.Settling settling = database.writeOnce(h -> settle(h, once));
        alarm(settling == Ledger.Settling.APPLIED ? bills.size() - booked.size() : 0);
        return settling;
    }

    /** What of it was booked, if it was applied. */
    List<Bill> booked() {
        return booked;
    }

    private void check(List<Bill> bills) {
        long last = span.previous();
        for (Bill bill : bills) {
            if (bill.seq() <= last || bill.seq() > span.last()) {
                throw new IllegalArgumentException("bill " + bill.seq() + " is not in order within " + span);
            }
            last = bill.seq();
        }
    }

    private static List<Bill> withoutTwins(List<Bill> bills) {
        Set<String> seen = new HashSet<>();
        return bills.stream().filter(bill -> seen.add(bill.row().callId())).toList();
    }

    private Ledger.Settling settle(Handle handle, List<Bill> bills) throws SQLException {
        if (!advance(handle, bills.isEmpty() ? 0 : bills.getLast().seq())) {
            return explain(handle);
        }
        SettleBatch batch = new SettleBatch(handle, database.dialect(), life);
        // A second try may be because a call is there already. Asking that at the first would cost every batch.
        List<Bill> fresh = tries++ == 0 ? bills : batch.withoutKnown(bills);
        if (fresh.isEmpty()) {
            Entry.book(handle, life.number(), span, List.of());
        } else {
            batch.book(span, fresh);
        }
        if (fresh.size() < bills.size()) {
            markLastRow(handle);
        }
        booked = fresh;
        return Ledger.Settling.APPLIED;
    }

    private void markLastRow(Handle handle) {
        handle.execute(
                "UPDATE node SET last_row = (SELECT COALESCE(MAX(seq), 0) FROM request WHERE node = ?)"
                        + " WHERE number = ?",
                life.number(),
                life.number());
    }

    private boolean advance(Handle handle, long lastRow) {
        return handle.createUpdate("UPDATE node SET applied = :last,"
                                + " last_row = CASE WHEN last_row < :row THEN :row ELSE last_row END"
                                + " WHERE number = :number AND epoch = :epoch AND applied = :previous")
                        .bind("last", span.last())
                        .bind("row", lastRow)
                        .bind("number", life.number())
                        .bind("epoch", life.epoch())
                        .bind("previous", span.previous())
                        .execute()
                == 1;
    }

    private Ledger.Settling explain(Handle handle) {
        long applied = handle.createQuery("SELECT applied FROM node WHERE number = :number AND epoch = :epoch")
                .bind("number", life.number())
                .bind("epoch", life.epoch())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> JdbcNodes.fenced(life));
        if (applied < span.last()) {
            throw new NodeFenced("the books have the journal of node " + life.name() + " up to " + applied
                    + ", so that " + span + " does not fit");
        }
        return Ledger.Settling.ALREADY;
    }

    private void alarm(int count) {
        if (count > 0) {
            strays.addAndGet(count);
            LOG.error("event=call_booked_twice node={} calls={} span={} effect=dropped", life.name(), count, span);
        }
    }
}
