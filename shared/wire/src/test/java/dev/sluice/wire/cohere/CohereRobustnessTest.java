package dev.sluice.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.relay.Fold;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing that anyone sends is a surprise: it is understood, or refused with a reason. */
class CohereRobustnessTest {
    private static final int ROUNDS = 2_000;
    private static final List<String> VALUES = List.of(
            "null", "7", "-1", "1e999999999", "\"x\"", "[]", "{}", "[null]", "[7]", "[[]]", "{\"type\":7}", "true");
    private static final CohereCodec CODEC = CohereCodec.INSTANCE;

    private final Random random = new Random(7);
    private int understood;
    private int refused;

    @Test
    void anyRequestIsUnderstoodOrRefused() {
        for (Samples.Sample sample : Samples.of(Dialect.COHERE, "requests", ".json")) {
            for (int i = 0; i < ROUNDS / 10; i++) {
                Bytes body = Bytes.utf8(spoiled(sample.bytes().utf8()));
                attempt(() -> CODEC.chat()
                        .writeRequest(
                                CODEC.chat().readRequest(Samples.call(Dialect.COHERE, body)),
                                new Addressee("m", Set.of()),
                                new Losses()));
            }
        }
        assertThat(understood).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void anyAnswerIsUnderstoodOrRefused() {
        for (Samples.Sample sample : Samples.of(Dialect.COHERE, "responses", ".json")) {
            for (int i = 0; i < ROUNDS / 10; i++) {
                Bytes body = Bytes.utf8(spoiled(sample.bytes().utf8()));
                attempt(() -> CODEC.chat()
                        .writeResponse(
                                CODEC.chat().readResponse(body, Set.of()),
                                Samples.question(Dialect.COHERE, false),
                                new Losses()));
                CODEC.readError(400, Map.of(), body);
            }
        }
        assertThat(understood).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void anyStreamIsUnderstoodOrRefused() {
        for (Samples.Sample sample : Samples.of(Dialect.COHERE, "streams", ".sse")) {
            for (int i = 0; i < ROUNDS / 5; i++) {
                Bytes stream = Bytes.utf8(spoiled(sample.bytes().utf8()));
                attempt(() -> {
                    Fold fold = new Fold();
                    Streams.events(Dialect.COHERE, stream).forEach(fold);
                    CODEC.chat().writeResponse(fold.response(), Samples.question(Dialect.COHERE, false), new Losses());
                });
            }
        }
        assertThat(understood).isPositive();
        assertThat(refused).isPositive();
    }

    private void attempt(Runnable step) {
        try {
            step.run();
            understood++;
        } catch (GatewayException expected) {
            assertThat(expected.error().message()).isNotBlank();
            refused++;
        }
    }

    /** The text with one value replaced by another, with a piece left out, or with a byte changed. */
    private String spoiled(String text) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> {
                int colon = text.indexOf(':', at);
                int end = colon < 0 ? -1 : valueEnd(text, colon + 1);
                yield end < 0
                        ? text.substring(at)
                        : text.substring(0, colon + 1)
                                + VALUES.get(random.nextInt(VALUES.size()))
                                + text.substring(end);
            }
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(40)));
            default -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                yield new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    private static int valueEnd(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                return i;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return -1;
    }
}
