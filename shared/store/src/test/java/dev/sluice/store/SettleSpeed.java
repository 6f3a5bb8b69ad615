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
 * Measures what settling costs on SQLite: a program, not a test. Run it with the test class path; it prints calls per
 * second, processor time and bytes on disk for each call, for batches of 500.
 */
final class SettleSpeed {
    private static final int BATCH = 500;
    private static final int USERS = 100;
    private static final int WARM_UP = 40;
    private static final int MEASURED = 160;

    private final Random random = new Random(4);
    private long calls;

    private SettleSpeed() {}

    public static void main(String[] args) throws IOException {
        Path file = Files.createTempDirectory("settle-speed").resolve("sluice.db");
        try (Store store = Store.open(new StoreSettings("jdbc:sqlite:" + file, null, null, 4), Samples.VAULT)) {
            new SettleSpeed().run(store, System.out);
        }
        System.out.printf("settle_bytes %d bytes_per_call%n", Files.size(file) / (BATCH * (WARM_UP + MEASURED)));
    }

    private void run(Store store, PrintStream out) {
        for (int i = 0; i < USERS; i++) {
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
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        batches.forEach(node::ship);
        long measured = (long) BATCH * MEASURED;
        out.printf("settle_rate %d calls_per_s%n", measured * 1_000_000_000L / (System.nanoTime() - start));
        out.printf(
                "settle_cpu %d ns_per_call%n",
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / measured);
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
        int user = random.nextInt(USERS);
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
                "gpt-5-mini",
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
                Reckoning.of(7, new NanoDollars(tokens * 150)),
                412,
                3_045);
    }
}
