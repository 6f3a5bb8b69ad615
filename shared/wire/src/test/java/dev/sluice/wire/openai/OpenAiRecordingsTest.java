package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.UpstreamError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws over recorded traffic, where a folder of it lies beside the repository ({@code ../shared/recordings}). */
class OpenAiRecordingsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private List<Exchange> exchanges = List.of();

    private record Exchange(String name, Operation operation, JsonNode request, JsonNode response) {
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
        List<Exchange> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                JsonNode recording = MAPPER.readTree(file.toFile());
                String api = recording.path("api").asText();
                if (api.equals("openai.chat") || api.equals("openai.completions")) {
                    Operation operation = api.equals("openai.chat") ? Operation.CHAT : Operation.COMPLETION;
                    recording
                            .path("exchanges")
                            .forEach(e -> found.add(new Exchange(
                                    folder.relativize(file).toString(),
                                    operation,
                                    e.path("request"),
                                    e.path("response"))));
                }
            }
        }
        exchanges = found;
        assertThat(exchanges).isNotEmpty();
    }

    @Test
    void everyRecordedRequestIsReadAsATreeShowsIt() throws IOException {
        int read = 0;
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.request().path("json");
            if (json.isObject() && exchange.isAnswer()) {
                Bytes body = Bytes.of(MAPPER.writeValueAsBytes(json));

                Outline outline = Calls.CODEC.readRequest(Asked.of(exchange.operation()), body, JsonLimits.DEFAULT);

                assertThat(outline.model())
                        .as(exchange.name())
                        .isEqualTo(json.path("model").asText());
                assertThat(outline.stream()).isEqualTo(json.path("stream").asBoolean());
                assertThat(outline.tools()).isEqualTo(!json.path("tools").isEmpty());
                read++;
            }
        }
        assertThat(read).isGreaterThan(50);
    }

    @Test
    void everyRecordedStreamIsForwardedAlikeHoweverItIsCut() {
        Random random = new Random(20);
        int streams = 0;
        for (Exchange exchange : exchanges) {
            byte[] stream = stream(exchange);
            if (stream.length > 0) {
                Calls.Heard whole = hear(List.of(Bytes.of(stream)));
                for (int round = 0; round < 12; round++) {
                    int longest = round == 0 ? 1 : 1 + random.nextInt(3000);

                    assertThat(hear(Calls.cut(stream, longest, random)))
                            .as(exchange.name())
                            .isEqualTo(whole);
                }
                streams++;
            }
        }
        assertThat(streams).isGreaterThan(30);
    }

    @Test
    void everyRecordedStreamEndsAndReportsAsRecorded() throws IOException {
        for (Exchange exchange : exchanges) {
            byte[] stream = stream(exchange);
            if (stream.length > 0) {
                Calls.Heard heard = hear(List.of(Bytes.of(stream)));
                String text = new String(stream, StandardCharsets.UTF_8);
                boolean isError = text.contains("event: error");

                assertThat(heard.content()).as(exchange.name()).isTrue();
                boolean saysNothing = text.contains("\"reasoning_tokens\":100");
                assertThat(heard.produced() > 0).as(exchange.name()).isNotEqualTo(saysNothing);
                assertThat(heard.endings().getFirst())
                        .as(exchange.name())
                        .isInstanceOf(isError ? AnswerEvent.Broken.class : AnswerEvent.Finished.class);
                if (heard.endings().getFirst() instanceof AnswerEvent.Finished finished) {
                    assertThat(finished.suspect()).isFalse();
                    assertThat(finished.usage() != null)
                            .as(exchange.name())
                            .isEqualTo(text.contains("\"completion_tokens\""));
                }
                assertThat(chunksWithoutUsage(heard.forwarded().utf8())).isEqualTo(chunksWithoutUsage(text));
            }
        }
    }

    @Test
    void everyRecordedBodyIsPassedOnWholeOrExplained() throws IOException {
        for (Exchange exchange : exchanges) {
            JsonNode json = exchange.response().path("json");
            if (json.isObject() && exchange.isAnswer() && json.has("choices")) {
                Bytes body = Bytes.of(MAPPER.writeValueAsBytes(json));
                Calls.Heard heard = Calls.hear(Calls.CODEC.bodyReader(Calls.streamed(false), Set.of()), List.of(body));

                assertThat(heard.forwarded()).as(exchange.name()).isEqualTo(body);
                AnswerEvent.Finished finished =
                        (AnswerEvent.Finished) heard.endings().getFirst();
                Usage usage = Objects.requireNonNull(finished.usage(), exchange.name());
                assertThat(usage.prompt())
                        .isEqualTo(json.at("/usage/prompt_tokens").asLong());
            } else if (json.isObject() && !exchange.isAnswer()) {
                int status = exchange.response().path("status").asInt();
                UpstreamError error = Calls.CODEC.readError(status, Map.of(), Bytes.of(MAPPER.writeValueAsBytes(json)));

                assertThat(error.error().message())
                        .as(exchange.name())
                        .isNotBlank()
                        .doesNotContain("http", "sk-");
            }
        }
    }

    private static Calls.Heard hear(List<Bytes> pieces) {
        return Calls.hear(Calls.CODEC.streamReader(Calls.streamed(false), Set.of()), pieces);
    }

    private static byte[] stream(Exchange exchange) {
        if (!exchange.isAnswer()) {
            return new byte[0];
        }
        JsonNode response = exchange.response();
        StringBuilder text = new StringBuilder(response.path("text").asText(""));
        response.path("events")
                .forEach(event -> text.append("data: ").append(event.asText()).append("\n\n"));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** All data of a stream as trees without top-level usage; chunks that were nothing but usage are left out. */
    private static List<JsonNode> chunksWithoutUsage(String text) throws IOException {
        List<JsonNode> chunks = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("data: {")) {
                JsonNode chunk = MAPPER.readTree(line.substring(6));
                boolean isUsageOnly =
                        chunk.path("usage").isObject() && chunk.path("choices").isEmpty();
                if (!isUsageOnly && !chunk.has("error")) {
                    ((ObjectNode) chunk).remove("usage");
                    chunks.add(chunk);
                }
            }
        }
        return chunks;
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
