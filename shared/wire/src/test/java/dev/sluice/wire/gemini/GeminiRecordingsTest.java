package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorded traffic of the Gemini API and Vertex, where a folder of it lies beside the repository. */
class GeminiRecordingsTest {
    private final List<Exchange> exchanges = new ArrayList<>();

    private record Exchange(String name, JsonNode request, JsonNode response) {
        boolean isAnswer() {
            return response.path("status").asInt() == 200;
        }
    }

    @BeforeEach
    void findRecordings() throws IOException {
        Path folder = folder();
        if (folder == null) {
            Assumptions.abort("no recordings beside the repository");
            return;
        }
        for (String provider : List.of("gemini", "vertex")) {
            try (Stream<Path> files = Files.list(folder.resolve(provider))) {
                for (Path file : files.sorted().toList()) {
                    JsonNode recording = JsonTree.parse(Samples.bytes(file)).orElseThrow();
                    if (recording.path("api").asText().equals("gemini.generate")) {
                        recording
                                .path("exchanges")
                                .forEach(e -> exchanges.add(new Exchange(
                                        file.getFileName().toString(), e.path("request"), e.path("response"))));
                    }
                }
            }
        }
        assertThat(exchanges).isNotEmpty();
    }

    @Test
    void everyRecordedRequestIsReadAndWrittenAgain() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.request().path("json");
            if (json.has("contents")) {
                Call call = Talks.call(Operation.CHAT, Framing.SSE, JsonTree.write(json));

                ChatRequest request = Talks.CODEC.chat().readRequest(call);
                // Files in results go to the models that take them there.
                JsonNode written = Talks.written(request, addressee(exchange), new Losses());

                assertThat(request.messages()).as(exchange.name()).isNotEmpty();
                assertThat(written.path("contents")).isEqualTo(GeminiNames.camel(json.path("contents")));
                read++;
            }
        }
        assertThat(read).isGreaterThan(20);
    }

    @Test
    void everyRecordedAnswerIsReadAndWrittenAgain() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.response().path("json");
            if (exchange.isAnswer() && json.isObject()) {
                ChatResponse response = Talks.CODEC.chat().readResponse(JsonTree.write(json), Set.of());

                JsonNode written = Talks.written(response, new Losses());

                assertThat(written.path("usageMetadata")).as(exchange.name()).isEqualTo(json.path("usageMetadata"));
                check(exchange.name(), response);
                read++;
            }
        }
        assertThat(read).isGreaterThan(10);
    }

    @Test
    void everyRecordedStreamComesToAWholeAnswer() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            Bytes stream = stream(exchange);
            if (exchange.isAnswer() && !stream.isEmpty()) {
                List<ChatEvent> events = Streams.events(Dialect.GEMINI, List.of(stream));

                ChatResponse response = Streams.fold(events);

                assertThat(response.choices()).as(exchange.name()).isNotEmpty();
                assertThat(response.choices().getFirst().finish()).isNotNull();
                check(exchange.name(), response);
                read++;
            }
        }
        assertThat(read).isGreaterThan(5);
    }

    @Test
    void everyRecordedRefusalIsExplainedWithoutAddresses() {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.response().path("json");
            int status = exchange.response().path("status").asInt();
            if (status >= 400 && json.isContainerNode()) {
                UpstreamError error = Talks.CODEC.readError(status, Map.of(), JsonTree.write(json));

                assertThat(error.error().message())
                        .as(exchange.name())
                        .isNotBlank()
                        .doesNotContain("http");
                read++;
            }
        }
        assertThat(read).isGreaterThan(3);
    }

    private static void check(String name, ChatResponse response) {
        Usage usage = response.usage();
        assertThat(usage == null || usage.prompt() > 0).as(name).isTrue();
        for (Choice choice : response.choices()) {
            for (Part part : choice.parts()) {
                if (part instanceof Part.ToolUse use) {
                    assertThat(use.id()).isNotEmpty();
                    assertThat(JsonTree.parse(use.input()).filter(JsonNode::isObject))
                            .as(name)
                            .isPresent();
                }
            }
        }
    }

    private static Bytes stream(Exchange exchange) {
        StringBuilder text = new StringBuilder(exchange.response().path("text").asText(""));
        exchange.response()
                .path("events")
                .forEach(event -> text.append("data: ").append(event.asText()).append("\r\n\r\n"));
        return Bytes.utf8(text.toString());
    }

    private static Addressee addressee(Exchange exchange) {
        String url = exchange.request().path("url").asText();
        String model = url.substring(url.lastIndexOf('/') + 1);
        return new Addressee(model.substring(0, Math.max(0, model.lastIndexOf(':'))), Set.of());
    }

    private static @Nullable Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolveSibling("shared").resolve("recordings");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return null;
    }
}
