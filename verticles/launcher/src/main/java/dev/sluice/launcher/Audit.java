package dev.sluice.launcher;

import dev.sluice.accounting.CannotStart;
import dev.sluice.accounting.Replay;
import dev.sluice.journal.Journal;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.Key;
import dev.sluice.store.Finding;
import dev.sluice.store.NodeState;
import dev.sluice.store.RollUpCheck;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks the books of a stopped or running node's database, and looks into the node's journal without touching it. */
final class Audit {
    private static final int TRIES = 3;
    private static final String ROLLED_UP = "the sums of hours and days are what their requests come to";

    private Audit() {}

    /** Prints a line for each invariant; 0 only if all hold. */
    static int run(Conf conf, PrintStream out) {
        try (Store store = Store.open(Databases.settings(conf), Vault.of(MasterKey.of(conf)))) {
            List<Finding> findings = store.ledger().audit();
            findings.forEach(finding -> print(finding, out));
            RollUpCheck rolledUp = store.upkeep().check();
            print(new Finding("R1", rolledUp.differences(), ROLLED_UP), out);
            out.printf("settled_requests %d%n", store.ledger().settledRequests());
            Replay journal = journal(conf, store);
            out.printf("open_holds %d%n", store.ledger().openHolds() + journal.open());
            out.printf("unshipped %d%n", journal.unshipped());
            return findings.stream().allMatch(Finding::holds) && rolledUp.holds() ? 0 : 1;
        }
    }

    /** A line of figures for programs; after one that fails, what it is about. */
    static void print(Finding finding, PrintStream out) {
        out.printf(
                "%s %d violations %s%n", finding.invariant(), finding.violations(), finding.holds() ? "pass" : "fail");
        if (!finding.holds()) {
            out.printf("should hold: %s%n", finding.meaning());
        }
    }

    /** What this node's journal has that the books do not: calls of a running node, or what its next start will settle. */
    private static Replay journal(Conf conf, Store store) {
        long applied =
                store.nodes().find(NodeName.of(conf)).map(NodeState::applied).orElse(0L);
        if (conf.text(Key.JOURNAL_MODE).equals("database")) {
            Replay replay = new Replay(applied);
            store.journalRows().look(NodeName.of(conf), (payload, seq) -> replay.record(seq, ByteBuffer.wrap(payload)));
            return replay;
        }
        Path folder = Wiring.journalFolder(conf);
        for (int tries = 1; Files.isDirectory(folder); tries++) {
            Replay replay = new Replay(applied);
            try {
                Journal.look(folder, replay);
                return replay;
            } catch (IOException unreadable) {
                // A node that runs may have written or deleted just then.
                if (tries == TRIES) {
                    throw new CannotStart("the journal cannot be read: " + unreadable.getMessage(), unreadable);
                }
            }
        }
        return new Replay(applied);
    }
}
