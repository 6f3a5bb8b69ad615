package dev.sluice.accounting;

import dev.sluice.store.Account;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gauges whose figures have to be fetched from the disk or the database; on a virtual thread only. */
final class Readings {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final Account WRITE_OFFS = new Account("writeoff");

    private final AccountingNode node;
    private final AccountingMeters meters;
    private final AtomicLong journalBytes = new AtomicLong();

    Readings(AccountingNode node, AccountingMeters meters) {
        this.node = node;
        this.meters = meters;
        meters.gauge("sluice.journal.bytes", "room that the journal takes on disk", journalBytes::get);
        meters.gauge(
                "sluice.ledger.unaudited",
                "records of journals not audited yet",
                node.store().ledger()::unaudited);
    }

    void readWriteOffs() {
        node.store()
                .ledger()
                .balance(WRITE_OFFS)
                .ifPresent(
                        balance -> meters.writtenOff(Math.abs(balance.posted().value())));
    }

    void countNotices() {
        meters.untold(node.store().accounts().notices().untold());
    }

    void measureJournal() {
        try {
            journalBytes.set(node.journals().bytes());
        } catch (IOException unreadable) {
            LOG.warn("event=journal_not_measured reason={}", unreadable.getMessage());
        }
    }
}
