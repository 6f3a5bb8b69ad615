package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Measures what settling costs on SQLite, and rolling up and auditing after it: a program, not a test. Run it with the test
 * class path, and how many users shall call (100); it prints calls per second, processor time and bytes on disk for each
 * call, for batches of 500.
 */
final class SettleSpeed {
    private static final int BATCH = 500;
    private static final int WARM_UP = 40;
    private static final int MEASURED = 160;
    private static final long MEASURED_CALLS = (long) BATCH * MEASURED;

    private final Random random = new Random(4);
    private long calls;

    private final int users;

    private SettleSpeed(int users) {
        this.users = users;
    }

    public static void main(String[] args) throws IOException {
        Path file = Files.createTempDirectory("settle-speed").resolve("sluice.db");
        try (Store store = Store.open(new StoreSettings("jdbc:sqlite:" + file, null, null, 4), Samples.VAULT)) {
            new SettleSpeed(args.length == 0 ? 100 : Integer.parseInt(args[0])).run(store, System.out);
        }
        System.out.printf("settle_bytes %d bytes_per_call%n", Files.size(file) / (BATCH * (WARM_UP + MEASURED)));
    }

    private void run(Store store, PrintStream out) {
        store.prices().publish(Samples.BOOK);
        for (int i = 0; i < users; i++) {
            store.users().create(Samples.user("user-" + i));
            store.ledger().adjust(Account.ofUser("user-" + i), Samples.nano(1_000_000_000_000L), "gift", "g" + i);
        }
        Node node = Node.begin(store, "node-1");
        for (int i = 0; i < WARM_UP; i++) {
            node.ship(node.write(bills()));
        }
        List<Node.Batch> batches = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
            batches.add(node.write(bills()));
        }
        // What the warm-up brought is out of the way.
        rollUp(store);
        store.ledger().auditNew();
        long start = System.nanoTime();
        long settling = cpu(() -> batches.forEach(node::ship));
        out.printf("settle_rate %d calls_per_s%n", MEASURED_CALLS * 1_000_000_000L / (System.nanoTime() - start));
        out.printf("settle_cpu %d ns_per_call%n", settling / MEASURED_CALLS);
        out.printf("roll_up_cpu %d ns_per_call%n", cpu(() -> rollUp(store)) / MEASURED_CALLS);
        out.printf("audit_cpu %d ns_per_call%n", cpu(store.ledger()::auditNew) / MEASURED_CALLS);
        List<Finding> findings = store.ledger().auditNew();
        if (store.ledger().unaudited() > 0 || !findings.stream().allMatch(Finding::holds)) {
            throw new IllegalStateException("measured was not what is meant: " + findings);
        }
    }

    private static void rollUp(Store store) {
        store.jobs().take("me");
        while (store.upkeep().rollUp("me") > 0) {
            // a piece after the other
        }
    }

    private static long cpu(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private List<Bill> bills() {
        List<Bill> bills = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            RequestRow row = row();
            Account payer = Account.ofUser(row.userId());
            bills.add(new Bill(0, row, List.of(Samples.charge(payer, row.cost(), 0))));
        }
        return bills;
    }

    private RequestRow row() {
        String id = "5f1c77aa02b3d4e5" + HexFormat.of().toHexDigits(calls++);
        int user = random.nextInt(users);
        long tokens = random.nextInt(3_000);
        return new RequestRow(
                id,
                id,
                Samples.ARRIVED + calls + random.nextInt(2_000),
                "key_5f1c" + user,
                "user-" + user,
                "default",
                "openai",
                "chat",
                Samples.MODEL,
                true,
                "ch_77aa02",
                "openai",
                "gpt-5-mini-2026-01-01",
                1,
                200,
                null,
                CallEnd.COMPLETED,
                new Usage(tokens, 0, 0, 400, 0),
                UsageSource.UPSTREAM,
                Reckoning.of(Samples.BOOK.version(), new NanoDollars(tokens + 400)),
                412,
                3_045,
                0);
    }
}
