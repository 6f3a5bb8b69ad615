package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.store.Finding;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.io.PrintStream;
import java.util.List;

/** Checks the books of a stopped or running node's database. */
final class Audit {
    private Audit() {}

    /** Prints a line for each invariant; 0 only if all hold. */
    static int run(Conf conf, PrintStream out) {
        try (Store store = Store.open(Databases.settings(conf), Vault.of(MasterKey.of(conf)))) {
            List<Finding> findings = store.ledger().audit();
            findings.forEach(finding -> out.printf(
                    "%s %d violations %s%n",
                    finding.invariant(), finding.violations(), finding.holds() ? "pass" : "fail"));
            out.printf("settled_requests %d%n", store.ledger().settledRequests());
            out.printf("open_holds %d%n", store.ledger().openHolds());
            return findings.stream().allMatch(Finding::holds) ? 0 : 1;
        }
    }
}
