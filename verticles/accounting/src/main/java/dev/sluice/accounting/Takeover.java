package dev.sluice.accounting;

import dev.sluice.accounting.record.JournalRecord;
import dev.sluice.accounting.record.RecordWriter;
import dev.sluice.journal.Journal;
import dev.sluice.store.LedgerBehind;
import dev.sluice.store.NodeState;
import dev.sluice.store.Nodes;
import dev.sluice.store.Sight;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a life of this node where the last one ended: fences that off, ships the bills that the books lack, ends the calls
 * that were open, and only then gives back what had been drawn. On a virtual thread only.
 */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(2);
    /** More than a node can have had on its way when it ended. */
    private static final long MOST_AHEAD = 1_000_000;

    private final AccountingNode node;
    private final Tenure tenure;
    private final Books books;
    private final Shipper shipper;

    Takeover(AccountingNode node, Tenure tenure, Books books, Shipper shipper) {
        this.node = node;
        this.tenure = tenure;
        this.books = books;
        this.shipper = shipper;
    }

    /**
     * The node's journal, when all that it had to tell is in the books.
     *
     * @throws CannotStart if the journal and the database do not belong together, or the journal cannot be used
     */
    Journal run() {
        Journal journal = null;
        boolean done = false;
        try {
            // A journal that is in use keeps this process out before it fences the other one off.
            journal = node.journals().exists() ? node.journals().open(0) : null;
            NodeState state = begin();
            journal = journal == null ? node.journals().open(tenure.life(), state.applied()) : journal;
            takeOver(journal, state);
            done = true;
            return journal;
        } catch (LedgerBehind behind) {
            throw new CannotStart(
                    behind.getMessage() + ". Bring back the newer database; if it is lost for good, move the journal's"
                            + " folder away: the calls in it are then not billed.",
                    behind);
        } catch (IOException unusable) {
            throw new CannotStart("the journal cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            if (!done && journal != null) {
                journal.close();
            }
        }
    }

    private NodeState begin() {
        Nodes nodes = node.store().nodes();
        long asked = node.clocks().now();
        tenure.begin(nodes.begin(node.nodeId()), asked);
        return nodes.state(tenure.life());
    }

    private void takeOver(Journal journal, NodeState state) throws IOException {
        long began = System.nanoTime();
        Replay replay = new Replay(state.applied());
        journal.replay(replay);
        claim(journal, state, replay);
        books.recorder().begin(journal);
        catchUp(journal, replay, state.applied());
        shipper.start(journal, state.applied());
        replay.bills().forEach(bill -> shipper.add(bill, null));
        endOrphans(replay);
        awaitBooks();
        node.store().ledger().reclaim(tenure.life());
        LOG.info(
                "event=journal_taken_over journal={} bills={} orphans={} ms={}",
                journal.id(),
                replay.unshipped(),
                replay.open(),
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    /** Whether this is the journal that the books were written from, or a new one that they may be written from now on. */
    private void claim(Journal journal, NodeState state, Replay replay) {
        Nodes nodes = node.store().nodes();
        if (journal.id().equals(state.journal())) {
            nodes.compare(tenure.life(), journal.id(), journal.released());
        } else if (replay.isEmpty()) {
            if (journal.released() > state.applied()) {
                throw new LedgerBehind("the database has node %s up to %d, and its journal %s was shipped up to %d"
                        .formatted(node.nodeId(), state.applied(), journal.id(), journal.released()));
            }
            if (state.journal() != null) {
                LOG.warn(
                        "event=journal_replaced old={} new={} effect=what_only_the_old_one_had_is_not_billed",
                        state.journal(),
                        journal.id());
            }
            nodes.adopt(tenure.life(), journal.id(), state.applied());
        } else {
            throw new CannotStart(
                    ("the journal %s has records of another node or database: the books of node %s were written from %s."
                                    + " Give this node its own folder (journal.folder) and database back; or, if those are"
                                    + " lost for good, move the folder away: %d bills and %d open calls in it are then not"
                                    + " billed.")
                            .formatted(
                                    journal.id(),
                                    node.nodeId(),
                                    state.journal() == null ? "none" : "journal " + state.journal(),
                                    replay.unshipped(),
                                    replay.open()),
                    null);
        }
    }

    /**
     * Makes new sequences begin after all that the books have. They are ahead where bills went from memory because the disk
     * refused, or where the disk is an older copy.
     */
    private static void catchUp(Journal journal, Replay replay, long applied) {
        long at = Math.max(replay.last(), journal.released());
        if (at < applied) {
            LOG.warn("event=journal_behind_books at={} applied={}", at, applied);
        }
        if (applied - at > MOST_AHEAD) {
            throw new CannotStart(
                    ("the journal %s ends at %d and the books have it up to %d: it is an old copy. Bring back the newer one,"
                                    + " or move its folder away.")
                            .formatted(journal.id(), at, applied),
                    null);
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (at < applied) {
            awaitRoom(journal, until);
            at = journal.append(RecordWriter.write(new JournalRecord.Checkpoint(applied)), null);
        }
    }

    private static void awaitRoom(Journal journal, long until) {
        while (!journal.hasRoom()) {
            if (System.nanoTime() - until > 0) {
                throw new CannotStart("the journal refuses what must be written before calls are served", null);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private void endOrphans(Replay replay) {
        Orphans orphans = new Orphans(books);
        for (Replay.Orphan orphan : replay.orphans()) {
            // Its end may be in the books and not in the journal, if the disk refused it.
            boolean booked = node.store()
                    .requests()
                    .get(Sight.EVERYTHING, orphan.hold().call())
                    .isPresent();
            if (!booked && !orphans.end(orphan)) {
                throw new CannotStart("the journal has no room for the ends of the calls that were open", null);
            }
        }
    }

    private void awaitBooks() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (shipper.backlog() > 0) {
            String why = whyNot(until);
            if (why != null) {
                throw new CannotStart(why, null);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private @Nullable String whyNot(long until) {
        if (tenure.isFenced()) {
            return "another process has begun to run as node " + node.nodeId();
        }
        return System.nanoTime() - until > 0
                ? "the database did not take the journal's %d bills in time; start again when it answers"
                        .formatted(shipper.backlog())
                : null;
    }
}
