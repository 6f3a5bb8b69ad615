package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.NodeProcess.Ended;
import dev.sluice.launcher.reliability.NodeProcess.Settings;

/** What {@code ./sluice audit} says of a node's database. */
record Audit(Ended ended) {
    private static final int LEAST_CHECKED = 8;

    static Audit of(Settings settings) {
        return new Audit(NodeProcess.run(settings, "audit"));
    }

    void tell(Figures figures) {
        figures.atLeast("audited_invariants", invariants(" pass") + broken(), LEAST_CHECKED)
                .zero("broken_invariants", broken())
                .zero("open_holds_in_the_audit", figure("open_holds"))
                .zero("exit_code_of_the_audit", ended.exit());
        if (ended.exit() != 0) {
            System.out.println(ended.printed());
        }
    }

    private long broken() {
        return invariants(" fail");
    }

    private long invariants(String verdict) {
        return ended.printed().lines().filter(line -> line.endsWith(verdict)).count();
    }

    private long figure(String name) {
        return ended.printed()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .sum();
    }
}
