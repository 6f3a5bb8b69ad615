package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.relay.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upstream's sealed turn goes to a client of another dialect and comes back with the client's next request: the upstream
 * is given exactly what it said. Each sample has what the upstream answers, and that turn as the upstream wants it back.
 */
class SealJourneysTest {
    private static final Path SAMPLES =
            Path.of("src", "test", "resources", "dev", "sluice", "wire", "dialects", "sealed");

    record Sealed(String name, Dialect origin, JsonNode answer, JsonNode turn) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> everySealedTurnThroughEveryClient() {
        return samples()
                .flatMap(sample -> Stream.of(Dialect.values())
                        .filter(client -> client != sample.origin)
                        .flatMap(client -> Stream.of(false, true).map(stream -> Arguments.of(sample, client, stream))));
    }

    @ParameterizedTest(name = "{0} through {1}, streamed {2}")
    @MethodSource
    void everySealedTurnThroughEveryClient(Sealed sample, Dialect client, boolean stream) {
        Answers.Carried told =
                Answers.carry(sample.origin, JsonTree.write(sample.answer), false, Samples.question(client, stream));
        Heard heard = Clients.hear(client, stream, told.body());
        ChatRequest request = Clients.nextRequest(client, Objects.requireNonNull(heard.turn()));
        Losses losses = new Losses();
        Bytes again = Dialects.codec(sample.origin).chat().writeRequest(request, addressee(sample.origin), losses);

        assertThat(turn(sample.origin, JsonTree.parse(again).orElseThrow()))
                .as("after " + told.body().utf8())
                .isEqualTo(sample.turn);
        assertThat(told.losses()).doesNotContain(Loss.SEAL, Loss.REASONING);
        assertThat(losses.all()).doesNotContain(Loss.SEAL, Loss.REASONING, Loss.THINKING_OFF);
    }

    @ParameterizedTest(name = "{0} through {1}, streamed {2}, to an upstream of the client's dialect")
    @MethodSource("everySealedTurnThroughEveryClient")
    void anUpstreamOfTheClientsDialectIsSparedForeignSeals(Sealed sample, Dialect client, boolean stream) {
        Answers.Carried told =
                Answers.carry(sample.origin, JsonTree.write(sample.answer), false, Samples.question(client, stream));
        Heard heard = Clients.hear(client, stream, told.body());
        Call next = Clients.nextCall(client, Objects.requireNonNull(heard.turn()));
        Relay relay = new Relay(next, Dialects.codec(client), Dialects.codec(client), addressee(client));

        Bytes request = relay.request();

        assertThat(Seals.areWrappedIn(request)).as(request.utf8()).isFalse();
    }

    /** The upstream's own turn, as it is in a request to it. */
    private static JsonNode turn(Dialect dialect, JsonNode request) {
        return switch (dialect) {
            case OPENAI -> ofRole("assistant", request.path("messages"));
            case ANTHROPIC, BEDROCK ->
                ofRole("assistant", request.path("messages")).path("content");
            case GEMINI -> ofRole("model", request.path("contents")).path("parts");
            case RESPONSES -> items(request.path("input"));
            case COHERE -> throw new IllegalArgumentException("Cohere seals nothing");
        };
    }

    private static JsonNode ofRole(String role, JsonNode messages) {
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals(role)) {
                return message;
            }
        }
        return JsonTree.object();
    }

    private static JsonNode items(JsonNode input) {
        ArrayNode items = JsonTree.object().arrayNode();
        Set<String> said = Set.of("reasoning", "function_call");
        input.forEach(item -> {
            if (said.contains(item.path("type").asText())) {
                items.add(item);
            }
        });
        return items;
    }

    private static Addressee addressee(Dialect dialect) {
        return new Addressee(Samples.ABLE.getOrDefault(dialect, "m"), Set.of());
    }

    private static Stream<Sealed> samples() {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            List<Path> all = files.sorted().toList();
            return all.stream().map(SealJourneysTest::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sealed read(Path file) {
        try {
            JsonNode sample = JsonTree.parse(Files.readString(file)).orElseThrow();
            Dialect origin = Dialect.valueOf(sample.path("origin").asText().toUpperCase(Locale.ROOT));
            return new Sealed(file.getFileName().toString(), origin, sample.path("answer"), sample.path("turn"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
