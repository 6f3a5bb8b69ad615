package dev.sluice.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.testkit.Recordings;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Canonical;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.relay.Fold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The dialect over recorded traffic, where a folder of it lies beside the repository ({@code ../shared/recordings}). */
class CohereRecordingsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<JsonNode> exchanges = new ArrayList<>();

    @BeforeEach
    void findRecordings() throws IOException {
        Recordings recordings =
                Recordings.find().orElseThrow(() -> new TestAbortedException("no recordings beside the repository"));
        for (Path file : recordings.of("cohere")) {
            JsonNode recording = MAPPER.readTree(file.toFile());
            if (recording.path("api").asText().equals("cohere.v2")) {
                recording.path("exchanges").forEach(exchanges::add);
            }
        }
        assertThat(exchanges).isNotEmpty();
    }

    @Test
    void everyRecordedRequestIsWrittenAsItWas() {
        int read = 0;
        for (JsonNode exchange : exchanges) {
            JsonNode json = exchange.at("/request/json");
            if (json.isObject()) {
                Losses losses = new Losses();
                ChatRequest request =
                        CohereCodec.INSTANCE.chat().readRequest(Samples.call(Dialect.COHERE, json.toString()));
                Bytes written = CohereCodec.INSTANCE
                        .chat()
                        .writeRequest(request, new Addressee(request.model(), Set.of()), losses);

                assertThat(Canonical.request(Dialect.COHERE, Samples.tree(written)))
                        .isEqualTo(Canonical.request(Dialect.COHERE, Samples.tree(json.toString())));
                assertThat(losses.isEmpty()).isTrue();
                read++;
            }
        }
        assertThat(read).isGreaterThan(5);
    }

    @Test
    void everyRecordedAnswerIsReadAndItsUsageIsWhatWasBilled() {
        int read = 0;
        for (JsonNode exchange : exchanges) {
            JsonNode json = exchange.at("/response/json");
            if (json.has("finish_reason")) {
                ChatResponse response = CohereCodec.INSTANCE.chat().readResponse(Bytes.utf8(json.toString()), Set.of());

                check(response, json.path("usage"));
                Bytes written = CohereCodec.INSTANCE
                        .chat()
                        .writeResponse(response, Samples.question(Dialect.COHERE, false), new Losses());
                assertThat(Samples.tree(written)).isEqualTo(Samples.tree(json.toString()));
                read++;
            }
        }
        assertThat(read).isGreaterThan(3);
    }

    @Test
    void everyRecordedStreamIsReadToItsEnd() {
        int read = 0;
        for (JsonNode exchange : exchanges) {
            String stream = stream(exchange.path("response"));
            if (!stream.isEmpty()) {
                Fold fold = new Fold();
                Streams.events(Dialect.COHERE, Bytes.utf8(stream)).forEach(fold);
                String end = stream.substring(stream.lastIndexOf("\"usage\":") + 8);

                check(fold.response(), Samples.tree(Bytes.utf8(end.substring(0, end.indexOf("}}\n")))));
                read++;
            }
        }
        assertThat(read).isGreaterThan(4);
    }

    @Test
    void everyRecordedRefusalIsExplained() {
        for (JsonNode exchange : exchanges) {
            int status = exchange.at("/response/status").asInt();
            if (status >= 400) {
                Bytes body = Bytes.utf8(exchange.at("/response/json").toString());
                UpstreamError error = CohereCodec.INSTANCE.readError(status, Map.of(), body);

                assertThat(error.error().message()).isNotBlank().doesNotContain("http");
                assertThat(error.error().code())
                        .isEqualTo(status == 400 ? "context_length_exceeded" : "upstream_failed");
            }
        }
    }

    private static void check(ChatResponse response, JsonNode usage) {
        Usage read = Objects.requireNonNull(response.usage());
        assertThat(read.prompt())
                .isEqualTo(usage.at("/billed_units/input_tokens").asLong());
        assertThat(read.completion())
                .isEqualTo(usage.at("/billed_units/output_tokens").asLong());
        List<Part> parts = response.choices().getFirst().parts();
        assertThat(parts).isNotEmpty().noneMatch(Part.Opaque.class::isInstance);
        for (Part part : parts) {
            if (part instanceof Part.ToolUse use && !use.input().isEmpty()) {
                assertThat(JsonTree.parse(use.input())).isPresent();
            }
        }
    }

    private static String stream(JsonNode response) {
        StringBuilder stream = new StringBuilder(response.path("text").asText());
        response.path("events")
                .forEach(event -> stream.append("data: ").append(event.asText()).append("\n\n"));
        return stream.toString();
    }
}
