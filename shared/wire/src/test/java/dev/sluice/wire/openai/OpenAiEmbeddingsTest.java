package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEmbeddingsTest {
    private static final EmbeddingFormat FORMAT =
            OpenAiCodec.INSTANCE.embeddings().orElseThrow();
    /** 1.0 and -2.5 as little-endian floats. */
    private static final String BASE64 = "AACAPwAAIMA=";

    private static final String NUMBERS = "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[1.0,-2.5]}],\"model\":\"e\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}";

    private static Call call(String body) {
        return Calls.of(Operation.EMBEDDING, Bytes.utf8(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"e\",\"input\":\"a\"}",
                "{\"model\":\"e\",\"input\":[\"a\",\"b\"],\"dimensions\":256,\"encoding_format\":\"base64\"}",
                "{\"model\":\"e\",\"input\":[[1,2],[3]],\"user\":\"u\"}"
            })
    void aRequestReadAndWrittenIsTheSame(String body) {
        Losses losses = new Losses();

        Bytes written = FORMAT.writeRequest(FORMAT.readRequest(call(body)), new Addressee("e", Set.of()), losses);

        assertThat(JsonTree.parse(written)).isEqualTo(JsonTree.parse(body));
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void aLoneTextIsTold() {
        EmbeddingRequest request = FORMAT.readRequest(call("{\"model\":\"e\",\"input\":\"a\"}"));

        assertThat(request.single()).isTrue();
        assertThat(request.inputs()).containsExactly("a");
    }

    @Test
    void vectorsAreReadFromNumbersAndFromBase64() {
        EmbeddingResponse numbers = FORMAT.readResponse(Bytes.utf8(NUMBERS));
        EmbeddingResponse base64 = FORMAT.readResponse(Bytes.utf8(NUMBERS.replace("[1.0,-2.5]", "\"" + BASE64 + "\"")));

        assertThat(numbers.vectors().getFirst()).containsExactly(1.0f, -2.5f);
        assertThat(base64.vectors().getFirst()).containsExactly(1.0f, -2.5f);
        assertThat(numbers.usage()).isEqualTo(new Usage(3, 0, 0, 0, 0));
    }

    @Test
    void vectorsAreReadInTheOrderOfTheirNumbers() {
        EmbeddingResponse read = FORMAT.readResponse(Bytes.utf8("""
                {"data":[{"index":2,"embedding":[2]},{"index":0,"embedding":[0]},{"index":1,"embedding":[1]}]}"""));

        assertThat(read.vectors()).extracting(vector -> vector[0]).containsExactly(0f, 1f, 2f);
    }

    @Test
    void vectorsAreWrittenAsTheCallerAsked() {
        EmbeddingResponse vectors =
                new EmbeddingResponse("e", List.of(new float[] {1, -2.5f}), new Usage(3, 0, 0, 0, 0));
        Call wantsBase64 = call("{\"model\":\"e\",\"input\":\"a\",\"encoding_format\":\"base64\"}");

        Bytes numbers = FORMAT.writeResponse(vectors, call("{\"model\":\"e\",\"input\":\"a\"}"), new Losses());
        Bytes base64 = FORMAT.writeResponse(vectors, wantsBase64, new Losses());

        assertThat(JsonTree.parse(numbers)).isEqualTo(JsonTree.parse(NUMBERS));
        assertThat(base64.utf8()).contains("\"embedding\":\"" + BASE64 + "\"");
    }

    @Test
    void aCallerWhoAskedForBase64GetsItFromAnUpstreamThatSendsNumbers() {
        Call call = call("{\"model\":\"e\",\"input\":\"a\",\"encoding_format\":\"base64\"}");

        Calls.Heard heard = Calls.hear(OpenAiCodec.INSTANCE.bodyReader(call, Set.of()), List.of(Bytes.utf8(NUMBERS)));

        assertThat(heard.forwarded().utf8()).contains("\"embedding\":\"" + BASE64 + "\"");
        assertThat(heard.endings()).containsExactly(new AnswerEvent.Finished(new Usage(3, 0, 0, 0, 0), false, null));
    }

    @Test
    void anAnswerThatNeedsNoChangePassesByteForByte() {
        Bytes body = Bytes.utf8(NUMBERS.replace(",", " ,"));

        Calls.Heard heard = Calls.hear(
                OpenAiCodec.INSTANCE.bodyReader(call("{\"model\":\"e\",\"input\":\"a\"}"), Set.of()), List.of(body));

        assertThat(heard.forwarded()).isEqualTo(body);
    }

    @Test
    void onlyTheModelIsChangedOnTheWay() {
        Call call = call("{ \"input\" : \"a\", \"model\" : \"mine\" }");

        assertThat(OpenAiCodec.INSTANCE
                        .writeRequest(call, new Addressee("theirs", Set.of()))
                        .utf8())
                .isEqualTo("{ \"input\" : \"a\", \"model\" : \"theirs\" }");
        assertThat(call.outline().promptBytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"data\":{}}",
                "{\"data\":[{\"embedding\":\"!\"}]}",
                "{\"data\":[{\"embedding\":\"AAA=\"}]}",
                "{\"data\":[1]}",
                "{\"error\":{\"message\":\"no\"}}"
            })
    void whatIsNoAnswerIsTheUpstreamsFault(String body) {
        assertThatThrownBy(() -> FORMAT.readResponse(Bytes.utf8(body))).isInstanceOf(GatewayException.class);
    }
}
