package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Framing;
import dev.sluice.testkit.dialect.AwsBytes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class AwsFramesTest {
    private final AwsFrames frames = new AwsFrames();

    @Test
    void messagesAreCutOutAndKeptWhole() {
        Bytes first = Bytes.of(AwsBytes.event("messageStart", "{\"role\":\"assistant\"}"));
        Bytes second = Bytes.of(AwsBytes.event("messageStop", "{}"));

        frames.feed(first);
        frames.feed(second);

        assertThat(frames.next())
                .isEqualTo(new Frame("messageStart", false, Bytes.utf8("{\"role\":\"assistant\"}"), first));
        assertThat(frames.next()).isEqualTo(new Frame("messageStop", false, Bytes.utf8("{}"), second));
        assertThat(frames.next()).isNull();
        assertThat(frames.complaint()).isNull();
    }

    @Test
    void exceptionsAndErrorsAreFailures() {
        frames.feed(Bytes.of(AwsBytes.exception("throttlingException", "{\"message\":\"slow\"}")));
        frames.feed(Bytes.of(AwsBytes.encode(
                Map.of(":message-type", "error", ":error-code", "InternalError", ":error-message", "oh \"no\""), "")));

        Frame exception = Objects.requireNonNull(frames.next());
        Frame error = Objects.requireNonNull(frames.next());

        assertThat(exception.failed()).isTrue();
        assertThat(exception.name()).isEqualTo("throttlingException");
        assertThat(error.failed()).isTrue();
        assertThat(error.name()).isEqualTo("InternalError");
        assertThat(error.data().utf8()).isEqualTo("{\"message\":\"oh \\\"no\\\"\"}");
    }

    @Test
    void whatIsWrittenIsReadByTheOracle() {
        EventSink sink = new EventSink(Framing.AWS);

        sink.event("messageStop", json -> json.writeRawValue("{\"stopReason\":\"end_turn\"}"));

        assertThat(AwsBytes.decode(sink.take().copy()))
                .containsExactly(new AwsBytes.Message(
                        Map.of(
                                ":message-type", "event",
                                ":event-type", "messageStop",
                                ":content-type", "application/json"),
                        "{\"stopReason\":\"end_turn\"}"));
    }

    @Test
    void anyDamagedByteIsNoticed() {
        byte[] message = AwsBytes.event("messageStop", "{\"stopReason\":\"end_turn\"}");
        for (int i = 0; i < message.length; i++) {
            byte[] damaged = message.clone();
            damaged[i] ^= 0x10;
            AwsFrames reader = new AwsFrames();

            reader.feed(Bytes.of(damaged));

            assertThat(reader.next()).isNull();
            assertThat(reader.complaint()).as("byte %d", i).isNotNull();
        }
    }

    @Test
    void aMessageThatIsTooLongIsNotWaitedFor() {
        byte[] prelude =
                ByteBuffer.allocate(12).putInt(2 * 1024 * 1024).putInt(0).array();
        CRC32 crc = new CRC32();
        crc.update(prelude, 0, 8);
        ByteBuffer.wrap(prelude).putInt(8, (int) crc.getValue());

        frames.feed(Bytes.of(prelude));

        assertThat(frames.next()).isNull();
        assertThat(frames.complaint()).contains("1048576");
    }

    @Test
    void halfAMessageIsNone() {
        byte[] message = AwsBytes.event("messageStop", "{}");

        frames.feed(Bytes.of(message, 0, message.length - 1));
        frames.finish();

        assertThat(frames.next()).isNull();
        assertThat(frames.complaint()).isNull();
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            AwsFrames reader = new AwsFrames();
            reader.feed(Bytes.of(noise));
            assertThat(reader.next()).isNull();
        }
    }

    /** Sound checksums around headers that are nonsense. */
    @Test
    void headersThatMakeNoSenseAreDamage() {
        Random random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] headers = new byte[1 + random.nextInt(40)];
            random.nextBytes(headers);
            int total = 16 + headers.length;
            ByteBuffer out = ByteBuffer.allocate(total).putInt(total).putInt(headers.length);
            CRC32 crc = new CRC32();
            crc.update(out.array(), 0, 8);
            out.putInt((int) crc.getValue()).put(headers);
            crc.update(out.array(), 8, total - 12);
            out.putInt((int) crc.getValue());
            AwsFrames reader = new AwsFrames();

            reader.feed(Bytes.of(out.array()));

            refused += reader.next() == null && reader.complaint() != null ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(1_500);
    }
}
