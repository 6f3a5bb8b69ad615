package dev.sluice.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Part;
import dev.sluice.testkit.Recordings;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.Losses;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Canonical;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorded traffic, where a folder of it lies beside the repository. */
class AnthropicRecordingsTest {
    private static final String SPLICED = "anthropic.messages.spliced-message-start.json";
    private static final AnthropicCodec CODEC = AnthropicCodec.INSTANCE;

    private final List<Exchange> exchanges = new ArrayList<>();

    private record Exchange(String name, String api, JsonNode request, JsonNode response) {
        boolean isAnswer() {
            return response.path("status").asInt() == 200;
        }
    }

    @BeforeEach
    void findRecordings() {
        Recordings recordings = Recordings.find().orElse(null);
        if (recordings == null) {
            Assumptions.abort("no recordings beside the repository");
            return;
        }
        for (String provider : List.of("anthropic", "anthropic-compat", "vertex", "bedrock")) {
            for (Path file : recordings.of(provider)) {
                JsonNode recording = Samples.tree(Samples.bytes(file));
                String api = recording.path("api").asText();
                recording
                        .path("exchanges")
                        .forEach(e -> exchanges.add(new Exchange(
                                file.getFileName().toString(), api, e.path("request"), e.path("response"))));
            }
        }
    }

    private List<Exchange> messages() {
        return exchanges.stream()
                .filter(exchange -> exchange.api().equals("anthropic.messages"))
                .toList();
    }

    @Test
    void everyRecordedRequestComesBackUnharmed() {
        int read = 0;
        for (Exchange exchange : messages()) {
            JsonNode json = exchange.request().path("json");
            if (json.has("max_tokens") && json.has("model")) {
                Losses losses = new Losses();

                ChatRequest request = CODEC.chat().readRequest(Samples.call(Dialect.ANTHROPIC, JsonTree.write(json)));
                Bytes written = CODEC.chat().writeRequest(request, new Addressee(request.model(), Set.of()), losses);

                assertThat(losses.list()).as(exchange.name()).isEmpty();
                assertThat(Canonical.request(Dialect.ANTHROPIC, Samples.tree(written)))
                        .as(exchange.name())
                        .isEqualTo(Canonical.request(Dialect.ANTHROPIC, withoutFalseStream(json)));
                read++;
            }
        }
        assertThat(read).isGreaterThan(15);
    }

    private static JsonNode withoutFalseStream(JsonNode request) {
        if (request.path("stream").isBoolean() && !request.path("stream").booleanValue()) {
            ((ObjectNode) request).remove("stream");
        }
        return request;
    }

    @Test
    void everyRecordedAnswerIsRead() {
        int read = 0;
        for (Exchange exchange : messages()) {
            JsonNode json = exchange.response().path("json");
            if (exchange.isAnswer() && json.path("type").asText().equals("message")) {
                ChatResponse response = CODEC.chat().readResponse(JsonTree.write(json), Set.of());

                check(exchange, response);
                read++;
            }
        }
        assertThat(read).isGreaterThan(10);
    }

    @Test
    void everyRecordedStreamIsRead() {
        int read = 0;
        for (Exchange exchange : messages()) {
            byte[] stream = stream(exchange.response());
            if (exchange.isAnswer() && stream.length > 0) {
                List<ChatEvent> events = Streams.events(Dialect.ANTHROPIC, Bytes.of(stream));

                check(exchange, Streams.fold(events));
                Bytes again = Streams.written(Samples.question(Dialect.ANTHROPIC, true), events, new Losses());
                assertThat(Streams.fold(Streams.events(Dialect.ANTHROPIC, again)).choices().stream()
                                .map(Choice::parts))
                        .as(exchange.name())
                        .containsExactlyElementsOf(Streams.fold(events).choices().stream()
                                .map(Choice::parts)
                                .toList());
                read++;
            }
        }
        assertThat(read).isGreaterThan(8);
    }

    private static void check(Exchange exchange, ChatResponse response) {
        assertThat(response.usage()).as(exchange.name()).isNotNull();
        for (Choice choice : response.choices()) {
            assertThat(choice.finish()).as(exchange.name()).isNotNull();
            if (!exchange.name().equals(SPLICED)) {
                choice.parts().forEach(part -> checkArguments(exchange, part));
            }
        }
    }

    private static void checkArguments(Exchange exchange, Part part) {
        if (part instanceof Part.ToolUse use && !use.input().isEmpty()) {
            assertThat(JsonTree.parse(use.input())).as(exchange.name()).isPresent();
        }
    }

    @Test
    void everyRecordedRefusalIsExplained() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.response().path("json");
            if (!exchange.isAnswer() && exchange.api().startsWith("anthropic.") && json.isObject()) {
                int status = exchange.response().path("status").asInt();

                UpstreamError error = CODEC.readError(status, Map.of(), JsonTree.write(json));

                assertThat(error.error().message()).as(exchange.name()).isNotBlank();
                read++;
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void recordedCountsAndListsAreRead() {
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.request().path("json");
            if (exchange.name().startsWith("count_tokens.test-anthropic")) {
                assertThat(CODEC.readRequest(Asked.of(Operation.COUNT_TOKENS), JsonTree.write(json), JsonLimits.DEFAULT)
                                .model())
                        .isEqualTo(json.path("model").asText());
            }
            if (exchange.name().startsWith("models.anthropic")) {
                assertThat(CODEC.readModels(JsonTree.write(exchange.response().path("json"))))
                        .contains("claude-opus-4-8")
                        .doesNotHaveDuplicates();
            }
        }
    }

    private static byte[] stream(JsonNode response) {
        StringBuilder text = new StringBuilder();
        if (response.path("text").asText().contains("message_start")) {
            text.append(response.path("text").asText());
        }
        response.path("events")
                .forEach(event -> text.append("data: ").append(event.asText()).append("\n\n"));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
