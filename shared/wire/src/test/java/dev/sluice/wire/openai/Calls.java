package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;

/** Calls, and answers to them read to their end. */
final class Calls {
    static final OpenAiCodec CODEC = OpenAiCodec.INSTANCE;

    private Calls() {}

    static Call of(Operation operation, Bytes body) {
        return new Call(
                new CallId("call-1"),
                "request-1",
                Dialect.OPENAI,
                operation,
                CODEC.readRequest(Asked.of(operation), body, JsonLimits.DEFAULT),
                body);
    }

    static Call chat(String body) {
        return of(Operation.CHAT, Bytes.utf8(body));
    }

    /** A streamed chat; {@code asks} whether the caller wants usage. */
    static Call streamed(boolean asks) {
        return chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":" + asks
                + "},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    static GatewayException refusal(Operation operation, Bytes body, JsonLimits limits) {
        return Assertions.catchThrowableOfType(
                GatewayException.class, () -> CODEC.readRequest(Asked.of(operation), body, limits));
    }

    /** Everything that a reader gave, put together. */
    record Heard(Bytes forwarded, long produced, boolean content, List<Object> endings) {}

    static Heard hear(AnswerReader reader, List<Bytes> pieces) {
        ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
        List<AnswerReader.Reading> readings = new ArrayList<>();
        pieces.forEach(piece -> readings.add(reader.read(piece)));
        if (readings.stream().noneMatch(reading -> reading.ending() != null)) {
            readings.add(reader.end());
        }
        readings.forEach(reading -> forwarded.writeBytes(reading.forward().copy()));
        return new Heard(
                Bytes.of(forwarded.toByteArray()),
                readings.stream().mapToLong(AnswerReader.Reading::produced).sum(),
                readings.stream().anyMatch(AnswerReader.Reading::content),
                readings.stream()
                        .filter(reading -> reading.ending() != null)
                        .map(reading -> (Object) reading.ending())
                        .collect(Collectors.toList()));
    }

    /** The bytes in pieces of their own arrays, cut by chance into pieces of up to {@code longest}. */
    static List<Bytes> cut(byte[] bytes, int longest, Random random) {
        List<Bytes> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(longest));
            byte[] padded = new byte[length + 3];
            System.arraycopy(bytes, at, padded, 2, length);
            pieces.add(Bytes.of(padded, 2, 2 + length));
            at += length;
        }
        return pieces;
    }
}
