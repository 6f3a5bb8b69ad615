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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} has written, in this version or an earlier one. */
public final class RecordReader {
    private static final int NUMBER_BITS = 64;

    private final ByteBuffer in;
    private int version;

    private RecordReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * One record.
     *
     * @throws Unreadable if it is of a version or kind that is not known here, or no record at all
     */
    public static JournalRecord read(ByteBuffer payload) {
        try {
            RecordReader reader = new RecordReader(payload.slice());
            JournalRecord record = reader.record();
            if (reader.in.hasRemaining()) {
                throw new Unreadable("the record goes on after its end");
            }
            return record;
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException malformed) {
            throw new Unreadable("the record is no record of this kind: " + malformed);
        }
    }

    private JournalRecord record() {
        version = octet();
        if (version < RecordWriter.OLDEST || version > RecordWriter.VERSION) {
            throw new Unreadable("the record is of version %d, and this version of Sluice reads versions %d to %d"
                    .formatted(version, RecordWriter.OLDEST, RecordWriter.VERSION));
        }
        int kind = octet();
        return switch (kind) {
            case RecordWriter.HOLD -> hold();
            case RecordWriter.PROGRESS -> new JournalRecord.Progress(list(this::line));
            case RecordWriter.SETTLE, RecordWriter.VOID -> end(kind);
            case RecordWriter.CHECKPOINT -> new JournalRecord.Checkpoint(number());
            default -> throw new Unreadable("the record is of kind %d, which is not known here".formatted(kind));
        };
    }

    private JournalRecord hold() {
        return new JournalRecord.Hold(
                text(),
                text(),
                number(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                flag(),
                number(),
                number(),
                number(),
                integer(),
                list(() -> new JournalRecord.Claim(text(), unit(), number())));
    }

    private CallProgress line() {
        return new CallProgress(new CallId(text()), number(), flag() ? usage() : null);
    }

    private JournalRecord end(int kind) {
        RequestRow row = row();
        if ((row.usageSource() == UsageSource.NONE) != (kind == RecordWriter.VOID)) {
            throw new Unreadable("the end of %s is of another kind than its row".formatted(row.callId()));
        }
        return new JournalRecord.End(row, list(this::charge));
    }

    private RequestRow row() {
        return new RequestRow(
                text(),
                text(),
                number(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                flag(),
                textOrNone(),
                textOrNone(),
                textOrNone(),
                integer(),
                integer(),
                textOrNone(),
                callEnd(),
                usage(),
                source(),
                reckoning(),
                number(),
                number(),
                version == RecordWriter.OLDEST ? 0 : number());
    }

    private Bill.Charge charge() {
        return new Bill.Charge(new Account(text()), number(), number());
    }

    private Usage usage() {
        Usage tokens = new Usage(number(), number(), number(), number(), number());
        return flag() ? tokens.with(rare()) : tokens;
    }

    private RareUsage rare() {
        return new RareUsage(number(), number(), number(), number(), number(), units(), textOrNone());
    }

    private Map<String, Long> units() {
        Map<String, Long> units = new HashMap<>();
        int count = count();
        for (int i = 0; i < count; i++) {
            units.put(text(), number());
        }
        return units;
    }

    private Reckoning reckoning() {
        NanoDollars held = flag() ? new NanoDollars(number()) : null;
        return new Reckoning(held, integer(), number(), new NanoDollars(number()), number(), new NanoDollars(number()));
    }

    private CallEnd callEnd() {
        return oneOf(RecordWriter.ENDS, octet());
    }

    private UsageSource source() {
        return oneOf(RecordWriter.SOURCES, octet());
    }

    private Unit unit() {
        return oneOf(RecordWriter.UNITS, octet());
    }

    private static <T> T oneOf(List<T> all, int number) {
        if (number >= all.size()) {
            throw new Unreadable("there is no %d among %s".formatted(number, all));
        }
        return all.get(number);
    }

    private <T> List<T> list(Supplier<T> one) {
        int count = count();
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(one.get());
        }
        return all;
    }

    /** Of things that take a byte each at least, so that no length makes this reserve more than there is. */
    private int count() {
        long count = number();
        if (count < 0 || count > in.remaining()) {
            throw new Unreadable("the record speaks of %d things and does not have them".formatted(count));
        }
        return (int) count;
    }

    private int octet() {
        return in.get() & 0xFF;
    }

    private boolean flag() {
        return octet() != 0;
    }

    private int integer() {
        return Math.toIntExact(number());
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift < NUMBER_BITS; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new Unreadable("a number of the record has no end");
    }

    private String text() {
        byte[] utf8 = new byte[count()];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private @Nullable String textOrNone() {
        in.mark();
        if (number() == -1) {
            return null;
        }
        in.reset();
        return text();
    }
}
