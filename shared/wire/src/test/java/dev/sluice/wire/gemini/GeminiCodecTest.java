package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Dialects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiCodecTest {
    private static final GatewayError BUSY =
            GatewayError.of(Kind.RATE_LIMITED, "Too fast.").retryAfter(Duration.ofMillis(1500));
    private static final EmbeddingFormat VECTORS = Talks.CODEC.embeddings().orElseThrow();

    private static Bytes json(String text) {
        return Bytes.utf8(text.replace('\'', '"'));
    }

    @Test
    void itIsTheCodecOfItsDialect() {
        assertThat(Dialects.codec(Dialect.GEMINI)).isSameAs(Talks.CODEC);
        assertThat(Talks.CODEC.dialect()).isEqualTo(Dialect.GEMINI);
    }

    @Test
    void anOutlineTellsWhatIsPriced() {
        Bytes body = json(
                "{'contents':[{'parts':[{'text':'four'},{'inlineData':{'mimeType':'image/png','data':'AAAAAAAA'}}]}],"
                        + "'generation_config':{'max_output_tokens':9,'candidateCount':2},'tools':[{'googleSearch':{}}]}");

        Outline outline = Talks.call(Operation.CHAT, Framing.JSON_ARRAY, body).outline();

        assertThat(outline.model()).isEqualTo("gemini-3-pro");
        assertThat(outline.framing()).isEqualTo(Framing.JSON_ARRAY);
        assertThat(outline.maxOutputTokens()).isEqualTo(9);
        assertThat(outline.choices()).isEqualTo(2);
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.tools()).isTrue();
    }

    @Test
    void anErrorHasGooglesShape() {
        JsonNode written = Talks.tree(Talks.CODEC.writeError(BUSY, "req-1"));

        assertThat(written.at("/error/code").asInt()).isEqualTo(429);
        assertThat(written.at("/error/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(written.at("/error/message").asText()).isEqualTo("Too fast.");
        assertThat(written.at("/error/details/1/retryDelay").asText()).isEqualTo("2s");
    }

    @Test
    void everyKindOfFailureHasAStatusName() {
        for (Kind kind : Kind.values()) {
            JsonNode written = Talks.tree(Talks.CODEC.writeError(GatewayError.of(kind, "x"), "req-1"));

            assertThat(written.at("/error/status").asText()).as(kind.name()).matches("[A-Z_]+");
            assertThat(written.at("/error/code").asInt()).isEqualTo(kind.status());
        }
    }

    @Test
    void anErrorInAStreamIsSaidInBothWaysSoThatEverySdkThrows() {
        String sse = Talks.CODEC.writeErrorEvent(BUSY, "req-1", Framing.SSE, 3).utf8();
        String first = Talks.CODEC
                .writeErrorEvent(BUSY, "req-1", Framing.JSON_ARRAY, 0)
                .utf8();
        String later = Talks.CODEC
                .writeErrorEvent(BUSY, "req-1", Framing.JSON_ARRAY, 2)
                .utf8();

        assertThat(sse).startsWith("data: {\"error\":").endsWith("}\n\n");
        assertThat(Talks.CODEC.writeErrorEnd(BUSY, "req-1", Framing.SSE).utf8())
                .startsWith("{\"error\":")
                .endsWith("}\n")
                .doesNotContain("\n\n");
        assertThat(Talks.CODEC.writeErrorEnd(BUSY, "req-1", Framing.JSON_ARRAY).isEmpty())
                .isTrue();
        assertThat(Talks.tree(first).at("/0/error/code").asInt()).isEqualTo(429);
        assertThat(Talks.tree("[{},{}" + later).at("/2/error/code").asInt()).isEqualTo(429);
    }

    @Test
    void aFullContextIsSaidInGooglesWords() {
        GatewayError full =
                GatewayError.of(Kind.UPSTREAM_REJECTED, "prompt is too long").withCode("context_length_exceeded");
        GatewayError said = GatewayError.of(
                        Kind.UPSTREAM_REJECTED,
                        "The input token count (9) exceeds the maximum number of tokens allowed (8).")
                .withCode("context_length_exceeded");

        assertThat(Talks.tree(Talks.CODEC.writeError(full, "req-1"))
                        .at("/error/message")
                        .asText())
                .isEqualTo("The input exceeds the maximum number of tokens allowed: prompt is too long");
        assertThat(Talks.tree(Talks.CODEC.writeError(said, "req-1"))
                        .at("/error/message")
                        .asText())
                .isEqualTo(said.message());
    }

    @Test
    void idleStreamsGetSpaceAndNoComments() {
        assertThat(Talks.CODEC.keepAlive(Framing.SSE).utf8()).isNotEmpty().isBlank();
        assertThat(Talks.CODEC.keepAlive(Framing.JSON_ARRAY).utf8())
                .isNotEmpty()
                .isBlank();
        assertThat(Talks.CODEC.keepAlive(Framing.WHOLE).isEmpty()).isTrue();
    }

    @Test
    void aWrongKeyIsTheChannelsFault() {
        UpstreamError error = Talks.CODEC.readError(
                400,
                Map.of(),
                json(
                        "[{'error':{'code':400,'message':'Bad.','status':'INVALID_ARGUMENT','details':[{'reason':'API_KEY_INVALID'}]}}]"));

        assertThat(error.verdict()).isEqualTo(Verdict.KEY_REFUSED);
        assertThat(error.error().kind()).isEqualTo(Kind.UPSTREAM_FAILED);
    }

    @Test
    void howLongToWaitStandsInTheDetails() {
        UpstreamError error = Talks.CODEC.readError(
                429,
                Map.of(),
                json("{'error':{'code':429,'message':'Slow.','status':'RESOURCE_EXHAUSTED','details':["
                        + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'48.9s'}]}}"));

        assertThat(error.verdict()).isEqualTo(Verdict.LIMITED);
        assertThat(error.error().retryAfter()).isEqualTo(Duration.ofSeconds(49));
    }

    @ParameterizedTest
    @CsvSource({"30000s, PT30000S", "86400s, PT24H", "500000s, PT24H"})
    void aQuotaOfADayIsWaitedForAsLongAsItLasts(String delay, Duration wait) {
        UpstreamError error = Talks.CODEC.readError(
                429,
                Map.of(),
                json("{'error':{'code':429,'message':'Slow.','status':'RESOURCE_EXHAUSTED','details':["
                        + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'" + delay + "'}]}}"));

        assertThat(error.error().retryAfter()).isEqualTo(wait);
    }

    @Test
    void aPromptThatIsTooLongIsSaidSo() {
        UpstreamError error = Talks.CODEC.readError(
                400,
                Map.of(),
                json(
                        "{'error':{'code':400,'message':'The input token count (9) exceeds the maximum number of tokens allowed"
                                + " (5).','status':'INVALID_ARGUMENT'}}"));

        assertThat(error.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
        assertThat(error.error().code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void modelsAreListedAsGoogleDoes() {
        ModelFacts facts = new ModelFacts(1000, 100, List.of("text"), List.of("text"), List.of("reasoning"));
        ModelList list = new ModelList(List.of(new ModelList.Model("m-1", "acme", 0, facts)));

        JsonNode model = Talks.tree(Talks.CODEC.writeModels(list)).at("/models/0");

        assertThat(model.path("name").asText()).isEqualTo("models/m-1");
        assertThat(model.path("inputTokenLimit").asInt()).isEqualTo(1000);
        assertThat(model.path("outputTokenLimit").asInt()).isEqualTo(100);
        assertThat(model.path("supportedGenerationMethods").toString()).contains("generateContent");
        assertThat(Talks.CODEC.readModels(Talks.CODEC.writeModels(list))).containsExactly("m-1");
        assertThat(Talks.CODEC.readModels(json("{'publisherModels':[{'name':'publishers/google/models/g-1'}]}")))
                .containsExactly("g-1");
    }

    @Test
    void tokensAreCountedOfARequestInsideTheRequest() {
        Bytes body = json("{'generateContentRequest':{'model':'models/mine','contents':[{'parts':[{'text':'hi'}]}]}}");
        Call call = Talks.call(Operation.COUNT_TOKENS, Framing.WHOLE, body);

        JsonNode written = Talks.tree(Talks.CODEC.writeRequest(call, Talks.NEW));

        assertThat(written.at("/generateContentRequest/model").asText()).isEqualTo("models/gemini-3-pro");
        assertThat(Talks.CODEC.chat().readRequest(call).messages()).hasSize(1);
        assertThat(Talks.CODEC.writeTokenCount(7).orElseThrow()).isEqualTo(json("{'totalTokens':7}"));
    }

    @Test
    void aChatPassesAsItCame() {
        Call call = Talks.chat("{ 'contents':[{'parts':[{'text':'hi'}]}], 'new_member': 1 }");

        assertThat(Talks.CODEC.writeRequest(call, Talks.OLD)).isEqualTo(call.body());
    }

    @Test
    void aSingleTextIsAskedInABatchAndAnsweredAlone() {
        Call call = Talks.call(
                Operation.EMBEDDING,
                Framing.WHOLE,
                json("{'content':{'parts':[{'text':'a'}]},'task_type':'RETRIEVAL_QUERY'}"));

        JsonNode written = Talks.tree(Talks.CODEC.writeRequest(call, Talks.OLD));
        AnswerReader reader = Talks.CODEC.bodyReader(call, Set.of());
        reader.read(json("{'embeddings':[{'values':[0.5,-1]}]}"));
        AnswerReader.Reading end = reader.end();

        assertThat(written)
                .isEqualTo(Talks.tree("{'requests':[{'content':{'parts':[{'text':'a'}]},'taskType':'RETRIEVAL_QUERY',"
                        + "'model':'models/gemini-2.5-flash'}]}"));
        assertThat(Talks.tree(end.forward()).at("/embedding/values/0").asDouble())
                .isEqualTo(0.5);
        assertThat(end.ending()).isInstanceOf(AnswerEvent.Finished.class);
    }

    @Test
    void vectorsGoBothWays() {
        Call call = Talks.call(
                Operation.EMBEDDING,
                Framing.WHOLE,
                json("{'requests':[{'model':'models/x','content':{'parts':[{'text':'a'}]},'outputDimensionality':2},"
                        + "{'model':'models/x','content':{'parts':[{'text':'b'}]},'outputDimensionality':2}]}"));

        EmbeddingRequest request = VECTORS.readRequest(call);
        JsonNode written = Talks.tree(VECTORS.writeRequest(request, Talks.OLD, new Losses()));
        EmbeddingResponse response =
                new EmbeddingResponse("", List.of(new float[] {1, 2}, new float[] {3, 4}), new Usage(4, 0, 0, 0, 0));
        EmbeddingResponse again = VECTORS.readResponse(VECTORS.writeResponse(response, call, new Losses()));

        assertThat(request)
                .isEqualTo(new EmbeddingRequest("gemini-3-pro", List.of("a", "b"), 2, null, false, false, Extras.NONE));
        assertThat(written.at("/requests/1/content/parts/0/text").asText()).isEqualTo("b");
        assertThat(again.vectors()).containsExactly(new float[] {1, 2}, new float[] {3, 4});
        assertThat(again.usage()).isEqualTo(response.usage());
    }

    @Test
    void oneTextIsAskedInABatchAndAnsweredAloneWhateverTheUpstreamSpeaks() {
        Call call = Talks.call(Operation.EMBEDDING, Framing.WHOLE, json("{'content':{'parts':[{'text':'a'}]}}"));
        EmbeddingResponse response = new EmbeddingResponse("", List.of(new float[] {1, 2}), null);

        EmbeddingRequest request = VECTORS.readRequest(call);

        assertThat(request.single()).isTrue();
        assertThat(Talks.tree(VECTORS.writeRequest(request, Talks.OLD, new Losses())))
                .isEqualTo(Talks.tree(
                        "{'requests':[{'model':'models/gemini-2.5-flash','content':{'parts':[{'text':'a'}]}}]}"));
        assertThat(Talks.tree(VECTORS.writeResponse(response, call, new Losses())))
                .isEqualTo(Talks.tree("{'embedding':{'values':[1.0,2.0]}}"));
    }
}
