package dev.sluice.accounting.record;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of every kind with every field at its edges now and then. */
final class RandomRecords {
    private static final List<String> TEXTS = List.of("", "a", "gpt-4o", "ü", "日本", "\ud83d\ude00", "x".repeat(300));

    private final Random random;

    RandomRecords(Random random) {
        this.random = random;
    }

    JournalRecord next() {
        return switch (random.nextInt(4)) {
            case 0 -> hold();
            case 1 -> new JournalRecord.Progress(list(this::line));
            case 2 -> new JournalRecord.End(row(), list(this::charge));
            default -> new JournalRecord.Checkpoint(amount());
        };
    }

    private JournalRecord hold() {
        return new JournalRecord.Hold(
                text(),
                text(),
                random.nextLong(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                random.nextBoolean(),
                amount(),
                amount(),
                amount(),
                random.nextInt(),
                list(() -> new JournalRecord.Claim(text(), one(Unit.values()), random.nextLong())));
    }

    private CallProgress line() {
        return new CallProgress(new CallId("c" + random.nextInt()), amount(), random.nextBoolean() ? usage() : null);
    }

    private RequestRow row() {
        return new RequestRow(
                text(),
                text(),
                random.nextLong(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                random.nextBoolean(),
                textOrNone(),
                textOrNone(),
                textOrNone(),
                random.nextInt(),
                random.nextInt(),
                textOrNone(),
                one(CallEnd.values()),
                usage(),
                one(UsageSource.values()),
                reckoning(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
    }

    private Bill.Charge charge() {
        long amount = amount();
        return new Bill.Charge(new Account(text()), amount, amount / 2);
    }

    private Usage usage() {
        Usage tokens = new Usage(amount(), amount(), amount(), amount(), amount());
        return random.nextBoolean()
                ? tokens
                : tokens.with(new RareUsage(amount(), amount(), amount(), amount(), amount(), units(), textOrNone()));
    }

    private Map<String, Long> units() {
        Map<String, Long> units = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            units.put(text(), 1 + random.nextLong(Long.MAX_VALUE - 1));
        }
        return units;
    }

    private Reckoning reckoning() {
        return new Reckoning(
                random.nextBoolean() ? null : new NanoDollars(amount()),
                random.nextInt(),
                random.nextLong(),
                new NanoDollars(amount()),
                random.nextLong(),
                new NanoDollars(amount()));
    }

    private long amount() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextInt(1_000);
            default -> random.nextLong() >>> random.nextInt(1, 63);
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private @Nullable String textOrNone() {
        return random.nextBoolean() ? null : text();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> list(Supplier<T> one) {
        return Stream.generate(one).limit(random.nextInt(4)).toList();
    }
}
