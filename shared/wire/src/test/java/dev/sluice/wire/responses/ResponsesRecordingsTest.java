package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Part;
import dev.sluice.testkit.Recordings;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Canonical;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real traffic of all providers that speak this dialect. */
class ResponsesRecordingsTest {
    private static final List<String> PROVIDERS =
            List.of("openai", "azure", "bedrock", "deepseek", "lmstudio", "openrouter", "xai");
    private static final Call CALL =
            Samples.call(Dialect.RESPONSES, "{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\"}");

    private final List<Exchange> exchanges = new ArrayList<>();

    private record Exchange(String name, JsonNode request, JsonNode response) {}

    @BeforeEach
    void findRecordings() {
        Recordings recordings = Recordings.find().orElse(null);
        Assumptions.assumeTrue(recordings != null, "no recordings beside the repository");
        for (String provider : PROVIDERS) {
            for (Path file : Objects.requireNonNull(recordings).of(provider)) {
                JsonNode recording = Samples.tree(Samples.bytes(file));
                if (recording.path("api").asText().equals("openai.responses")) {
                    recording
                            .path("exchanges")
                            .forEach(e -> exchanges.add(new Exchange(
                                    file.getFileName().toString(), e.path("request"), e.path("response"))));
                }
            }
        }
        assertThat(exchanges).isNotEmpty();
    }

    @Test
    void everyRecordedRequestIsTheSameWhenReadAndWritten() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.request().path("json");
            if (json instanceof ObjectNode body && body.has("input") && !body.has("prompt")) {
                body.remove("stream"); // false, said explicitly, is what it would be anyway
                Losses losses = new Losses();
                Bytes written = ResponsesFormat.INSTANCE.writeRequest(
                        ResponsesFormat.INSTANCE.readRequest(Samples.call(Dialect.RESPONSES, JsonTree.write(body))),
                        new Addressee(body.path("model").asText(), Set.of()),
                        losses);

                assertThat(Samples.tree(written))
                        .as(exchange.name())
                        .isEqualTo(Canonical.request(Dialect.RESPONSES, body));
                assertThat(losses.isEmpty()).isTrue();
                read++;
            }
        }
        assertThat(read).isGreaterThan(30);
    }

    @Test
    void everyRecordedAnswerIsReadAndItsArgumentsAreJson() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.response().path("json");
            if (json.path("output").isArray()) {
                ChatResponse response = ResponsesFormat.INSTANCE.readResponse(JsonTree.write(json), Set.of());

                check(exchange.name(), response);
                JsonNode again = Samples.tree(ResponsesFormat.INSTANCE.writeResponse(response, CALL, new Losses()));
                assertThat(again.path("output")).hasSize(json.path("output").size());
                read++;
            } else if (exchange.response().path("status").asInt() >= 400 && json.isObject()) {
                int status = exchange.response().path("status").asInt();
                assertThat(ResponsesCodec.INSTANCE
                                .readError(status, Map.of(), JsonTree.write(json))
                                .error()
                                .message())
                        .isNotBlank();
            }
        }
        assertThat(read).isGreaterThan(15);
    }

    @Test
    void everyRecordedStreamFoldsToTheAnswerInItsLastEvent() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            Bytes stream = stream(exchange);
            if (!stream.isEmpty() && stream.utf8().contains("response.completed")) {
                List<ChatEvent> events = Streams.events(Dialect.RESPONSES, stream);
                ChatResponse response = Streams.fold(events);

                check(exchange.name(), response);
                Accumulated.check(Accumulated.data(Streams.written(CALL, events, new Losses())));
                JsonNode last = Accumulated.data(stream).getLast().path("response");
                ChatResponse whole = ResponsesFormat.INSTANCE.readResponse(JsonTree.write(last), Set.of());
                assertThat(words(response)).as(exchange.name()).isEqualTo(words(whole));
                assertThat(response.usage())
                        .as(exchange.name())
                        .isEqualTo(whole.usage())
                        .isNotNull();
                read++;
            }
        }
        assertThat(read).isGreaterThan(10);
    }

    @Test
    void everyRecordedStreamPassesAsItCameUpToItsEnd() {
        for (Exchange exchange : exchanges) {
            Bytes stream = stream(exchange);
            if (!stream.isEmpty()) {
                Reading reading =
                        ResponsesCodec.INSTANCE.streamReader(CALL, Set.of()).read(stream);

                boolean failed = stream.utf8().contains("\"response.failed\"");
                assertThat(reading.ending())
                        .as(exchange.name())
                        .isInstanceOf(failed ? AnswerEvent.Broken.class : AnswerEvent.Finished.class);
                assertThat(stream.utf8()).contains(reading.forward().utf8());
            }
        }
    }

    private static void check(String name, ChatResponse response) {
        for (Part part : response.choices().getFirst().parts()) {
            if (part instanceof Part.ToolUse use && !use.custom()) {
                assertThat(JsonTree.parse(use.input())).as(name).isPresent();
                assertThat(use.id()).isNotEmpty();
            }
        }
    }

    /** Texts, thoughts and calls, without the ids that some providers change on the way. */
    private static List<String> words(ChatResponse response) {
        List<String> words = new ArrayList<>();
        for (Part part : response.choices().getFirst().parts()) {
            words.add(
                    switch (part) {
                        case Part.Text text -> text.text();
                        case Part.Reasoning thought -> thought.text();
                        case Part.ToolUse use -> use.name() + use.input();
                        default -> part.getClass().getSimpleName();
                    });
        }
        return words;
    }

    private static Bytes stream(Exchange exchange) {
        JsonNode response = exchange.response();
        if (response.path("status").asInt() != 200) {
            return Bytes.EMPTY;
        }
        StringBuilder text = new StringBuilder(response.path("text").asText(""));
        response.path("events")
                .forEach(event -> text.append("data: ").append(event.asText()).append("\n\n"));
        return Bytes.utf8(text.toString());
    }
}
