package dev.sluice.accounting.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Unit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is written is read again as it was; whatever is not a record is refused and never misread. */
final class RecordCodecTest {
    private static final int CASES = 20_000;
    private static final long SEED = Long.getLong("sluice.test.seed", System.nanoTime());

    private final RandomRecords random = new RandomRecords(new Random(SEED));

    private static JournalRecord roundTrip(JournalRecord record) {
        return RecordReader.read(ByteBuffer.wrap(RecordWriter.write(record)));
    }

    @Test
    void whatIsWrittenIsReadAsItWas() {
        for (int i = 0; i < CASES; i++) {
            JournalRecord record = random.next();

            assertThat(roundTrip(record))
                    .as("-Dsluice.test.seed=%d case %d", SEED, i)
                    .isEqualTo(record);
        }
    }

    @Test
    void aRecordThatWasCutShortIsRefused() {
        for (int i = 0; i < 200; i++) {
            byte[] whole = RecordWriter.write(random.next());
            for (int length = 0; length < whole.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);

                assertThatThrownBy(() -> RecordReader.read(cut))
                        .as("-Dsluice.test.seed=%d case %d length %d", SEED, i, length)
                        .isInstanceOf(Unreadable.class);
            }
        }
    }

    @Test
    void aRecordThatGoesOnAfterItsEndIsRefused() {
        byte[] whole = RecordWriter.write(new JournalRecord.Checkpoint(7));
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);

        assertThatThrownBy(() -> RecordReader.read(ByteBuffer.wrap(longer))).isInstanceOf(Unreadable.class);
    }

    /** A call that used nothing, without charges: its last octets are the gateway's time and the count of charges. */
    @Test
    void anEndOfTheFirstVersionDoesNotTellTheGatewaysOwnTime() {
        RequestRow row = new RequestRow(
                "c",
                "r",
                1,
                "k",
                "u",
                "g",
                "openai",
                "chat",
                "m",
                false,
                null,
                null,
                null,
                0,
                503,
                null,
                CallEnd.REFUSED,
                Usage.NONE,
                UsageSource.NONE,
                Reckoning.NOTHING,
                -1,
                7,
                41);
        byte[] second = RecordWriter.write(new JournalRecord.End(row, List.of()));
        byte[] first = Arrays.copyOf(second, second.length - 1);
        first[0] = 1;
        first[first.length - 1] = second[second.length - 1];

        JournalRecord.End read = (JournalRecord.End) RecordReader.read(ByteBuffer.wrap(first));

        assertThat(read.row().totalMillis()).isEqualTo(7);
        assertThat(read.row().gatewayMicros()).isZero();
        assertThat(((JournalRecord.End) RecordReader.read(ByteBuffer.wrap(second)))
                        .row()
                        .gatewayMicros())
                .isEqualTo(41);
    }

    @Test
    void anUnknownVersionIsRefusedByItsNumber() {
        byte[] later = RecordWriter.write(new JournalRecord.Checkpoint(7));
        later[0] = 9;

        assertThatThrownBy(() -> RecordReader.read(ByteBuffer.wrap(later)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void anUnknownKindIsRefusedByItsNumber() {
        byte[] later = RecordWriter.write(new JournalRecord.Checkpoint(7));
        later[1] = 77;

        assertThatThrownBy(() -> RecordReader.read(ByteBuffer.wrap(later)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("kind 77");
    }

    @Test
    void everyEndSourceAndUnitHasANumber() {
        assertThat(RecordWriter.ENDS).containsExactlyInAnyOrder(CallEnd.values());
        assertThat(RecordWriter.SOURCES).containsExactlyInAnyOrder(UsageSource.values());
        assertThat(RecordWriter.UNITS).containsExactlyInAnyOrder(Unit.values());
    }
}
