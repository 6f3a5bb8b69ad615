package dev.sluice.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Asked;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohereEmbeddingsTest {
    private static final EmbeddingFormat FORMAT =
            CohereCodec.INSTANCE.embeddings().orElseThrow();
    private static final String ASKED = """
            {"model":"embed-v4.0","texts":["one","two"],"input_type":"search_query","embedding_types":["float"],\
            "output_dimension":256,"truncate":"END"}""";
    private static final String ANSWER = """
            {"id":"e-1","texts":["one"],"embeddings":{"float":[[0.5,-0.25]]},"meta":{"api_version":{"version":"2"},\
            "billed_units":{"input_tokens":3}},"response_type":"embeddings_by_type"}""";

    @Test
    void aRequestReadAndWrittenIsTheSame() {
        Losses losses = new Losses();

        Bytes written =
                FORMAT.writeRequest(FORMAT.readRequest(call(ASKED)), new Addressee("embed-v4.0", Set.of()), losses);

        assertThat(JsonTree.parse(written)).isEqualTo(JsonTree.parse(ASKED));
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void theOutlineCountsTheTexts() {
        assertThat(call(ASKED).outline().model()).isEqualTo("embed-v4.0");
        assertThat(call(ASKED).outline().promptBytes()).isEqualTo("onetwo".length());
    }

    @ParameterizedTest
    @CsvSource({
        "search_query, RETRIEVAL_QUERY, search_query",
        "clustering, CLUSTERING, clustering",
        "image, image, search_document"
    })
    void whatVectorsAreForIsSaidInTheWordsOfOthersAndBack(String inputType, String task, String back) {
        EmbeddingRequest read = FORMAT.readRequest(call(ASKED.replace("search_query", inputType)));
        Losses losses = new Losses();

        assertThat(read.task()).isEqualTo(task);
        assertThat(FORMAT.writeRequest(read, new Addressee("m", Set.of()), losses)
                        .utf8())
                .contains("\"input_type\":\"" + back + "\"");
        assertThat(losses.all()).isEqualTo(back.equals(inputType) ? Set.of() : Set.of(Loss.FIELD));
    }

    @Test
    void whatOthersDoNotSayIsForDocuments() {
        EmbeddingRequest request = new EmbeddingRequest(
                "e",
                List.of("one"),
                null,
                null,
                false,
                true,
                FORMAT.readRequest(call(plain())).extras());

        assertThat(FORMAT.writeRequest(request, new Addressee("m", Set.of()), new Losses())
                        .utf8())
                .isEqualTo(
                        "{\"model\":\"m\",\"texts\":[\"one\"],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"e\",\"texts\":[]}",
                "{\"model\":\"e\",\"texts\":[\"a\"],\"embedding_types\":[\"int8\"]}"
            })
    void whatOthersCannotGiveIsRefused(String body) {
        assertThatThrownBy(() -> FORMAT.readRequest(call(body))).isInstanceOf(GatewayException.class);
    }

    @Test
    void vectorsAndWhatIsBilledAreRead() {
        EmbeddingResponse read = FORMAT.readResponse(Bytes.utf8(ANSWER));

        assertThat(read.vectors().getFirst()).containsExactly(0.5f, -0.25f);
        assertThat(read.usage()).isEqualTo(new Usage(3, 0, 0, 0, 0));
    }

    @Test
    void anAnswerOfOtherTypesPassesAsItCameAndIsMetered() {
        String bytes = ANSWER.replace("\"float\":[[0.5,-0.25]]", "\"int8\":[[1,-2]]");
        AnswerReader reader = CohereCodec.INSTANCE.bodyReader(call(ASKED), Set.of());
        reader.read(Bytes.utf8(bytes));
        AnswerReader.Reading reading = reader.end();

        assertThat(reading.forward().utf8()).isEqualTo(bytes);
        assertThat(reading.ending()).isEqualTo(new AnswerEvent.Finished(new Usage(3, 0, 0, 0, 0), false, null));
    }

    @Test
    void vectorsOfOthersAreWrittenByType() {
        EmbeddingResponse response =
                new EmbeddingResponse("x", List.of(new float[] {0.5f, -0.25f}), new Usage(3, 0, 0, 0, 0));

        assertThat(JsonTree.parse(FORMAT.writeResponse(response, call(plain()), new Losses())))
                .isEqualTo(JsonTree.parse(ANSWER.replace("e-1", "call-1")));
    }

    private static String plain() {
        return "{\"model\":\"e\",\"texts\":[\"one\"],\"input_type\":\"search_document\"}";
    }

    private static Call call(String json) {
        Bytes body = Bytes.utf8(json);
        Asked asked = Asked.of(Operation.EMBEDDING);
        return new Call(
                new CallId("call-1"),
                "request-1",
                Dialect.COHERE,
                Operation.EMBEDDING,
                CohereCodec.INSTANCE.readRequest(asked, body, JsonLimits.DEFAULT),
                body);
    }
}
