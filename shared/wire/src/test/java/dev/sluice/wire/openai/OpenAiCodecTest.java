package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.dialects.Dialects;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiCodecTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DialectCodec CODEC = Dialects.codec(Dialect.OPENAI);

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyDialectHasItsCodec(Dialect dialect) {
        assertThat(Dialects.codec(dialect)).isNotNull();
    }

    @Test
    void anErrorHasOpenAisShapeAndTheRequestsId() throws IOException {
        GatewayError error =
                GatewayError.of(GatewayError.Kind.MALFORMED, "'n' is \"odd\"\n").at("n");

        JsonNode json = MAPPER.readTree(CODEC.writeError(error, "req-1").copy());

        assertThat(json)
                .isEqualTo(MAPPER.readTree(
                        "{\"error\":{\"message\":\"'n' is \\\"odd\\\"\\n\",\"type\":\"invalid_request_error\","
                                + "\"param\":\"n\",\"code\":\"invalid_request\",\"request_id\":\"req-1\"}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, invalid_request_error, invalid_api_key",
        "NO_BALANCE, insufficient_quota, insufficient_quota",
        "RATE_LIMITED, rate_limit_error, rate_limit_exceeded",
        "MODEL_NOT_FOUND, invalid_request_error, model_not_found",
        "UPSTREAM_REJECTED, invalid_request_error, upstream_rejected",
        "UPSTREAM_FAILED, server_error, upstream_failed",
        "BUG, server_error, internal_error"
    })
    void theTypeFollowsTheKind(GatewayError.Kind kind, String type, String code) throws IOException {
        JsonNode json = MAPPER.readTree(
                CODEC.writeError(GatewayError.of(kind, "m"), "r").copy());

        assertThat(json.at("/error/type").asText()).isEqualTo(type);
        assertThat(json.at("/error/code").asText()).isEqualTo(code);
        assertThat(json.at("/error/param").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(GatewayError.Kind.class)
    void anErrorEventIsOneEventThatClientsThrowOn(GatewayError.Kind kind) throws IOException {
        String event = CODEC.writeErrorEvent(GatewayError.of(kind, "a\r\n\r\ndata: b"), "r", Framing.SSE, 1)
                .utf8();

        assertThat(event).startsWith("data: {\"error\":").endsWith("}\n\n");
        assertThat(event.lines()).hasSize(2);
        assertThat(MAPPER.readTree(event.substring(6)).at("/error/message").asText())
                .isEqualTo("a\r\n\r\ndata: b");
    }

    @Test
    void whatItWritesItReads() {
        GatewayError error = GatewayError.of(GatewayError.Kind.RATE_LIMITED, "slow down");

        AnswerReader.Reading reading = CODEC.streamReader(Calls.streamed(false), Set.of())
                .read(CODEC.writeErrorEvent(error, "r", Framing.SSE, 1));
        List<String> models = CODEC.readModels(CODEC.writeModels(new ModelList(List.of(model("a"), model("b")))));

        assertThat(OpenAiStreamReaderTest.describe(reading.ending()))
                .isEqualTo("broken LIMITED 429 rate_limit_exceeded");
        assertThat(models).containsExactly("a", "b");
    }

    @Test
    void marksAreThoseOfServerSentEvents() {
        assertThat(CODEC.keepAlive(Framing.SSE).utf8()).isEqualTo(": keep-alive\n\n");
    }

    @Test
    void modelsAreListedAsOpenAiDoes() throws IOException {
        JsonNode list = MAPPER.readTree(
                CODEC.writeModels(new ModelList(List.of(model("gpt")))).copy());
        JsonNode one = MAPPER.readTree(CODEC.writeModel(model("gpt")).copy());

        assertThat(one)
                .isEqualTo(MAPPER.readTree(
                        "{\"id\":\"gpt\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"openai\"}"));
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.path("data")).containsExactly(one);
    }

    @Test
    void whatIsKnownOfAModelIsTold() throws IOException {
        ModelFacts facts = new ModelFacts(200_000, 64_000, List.of("text", "image"), List.of("text"), List.of("tools"));

        JsonNode told =
                MAPPER.readTree(CODEC.writeModel(model("claude").with(facts)).copy());

        assertThat(told.path("context_length").asInt()).isEqualTo(200_000);
        assertThat(told.path("max_completion_tokens").asInt()).isEqualTo(64_000);
        assertThat(told.path("architecture"))
                .isEqualTo(MAPPER.readTree(
                        "{\"input_modalities\":[\"text\",\"image\"],\"output_modalities\":[\"text\"]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"x\":{}},{\"id\":\"b\"},{\"id\":\"a\"},{\"name\":5},7]}",
                "[{\"id\":\"a\",\"name\":\"A\"},{\"name\":\"b\"}]",
                "{\"models\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"
            })
    void listsOfModelsAreReadInTheShapesThereAre(String body) {
        assertThat(CODEC.readModels(Bytes.utf8(body))).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{}", "{\"data\":{}}", "5", "[{\"id\":\"a\"}", "{\"error\":{\"message\":\"no\"}}"})
    void whatIsNoListIsAnUpstreamFailure(String body) {
        assertThatThrownBy(() -> CODEC.readModels(Bytes.utf8(body)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(GatewayError.Kind.UPSTREAM_FAILED));
    }

    private static ModelList.Model model(String id) {
        return new ModelList.Model(id, "openai", 1_700_000_000);
    }
}
