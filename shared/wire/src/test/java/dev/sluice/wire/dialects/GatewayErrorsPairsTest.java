package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.json.JsonTree;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream's refusal in each dialect becomes one that the caller's dialect knows, and never blames the caller's key. */
class GatewayErrorsPairsTest {

    static Stream<Arguments> everyPair() {
        return Stream.of(Dialect.values())
                .flatMap(upstream -> Stream.of(Dialect.values()).map(caller -> Arguments.of(upstream, caller)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("everyPair")
    void aConversationThatIsTooLongIsTheCallersToMend(Dialect upstream, Dialect caller) {
        GatewayError error = read(upstream, 400, Map.of(), tooLong(upstream));

        assertThat(error.code()).isEqualTo("context_length_exceeded");
        assertThat(Dialects.codec(caller).status(error)).isEqualTo(400);
        assertThat(said(caller, error).toString()).containsIgnoringCase("too");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("everyPair")
    void theGatewaysWrongKeyIsNotTheCallers(Dialect upstream, Dialect caller) {
        GatewayError error = read(upstream, 401, Map.of(), wrongKey(upstream));

        assertThat(Dialects.codec(caller).status(error)).matches(GatewayErrorsPairsTest::isNotTheCallers);
        assertThat(said(caller, error).toString())
                .doesNotContainIgnoringCase("invalid_api_key")
                .doesNotContainIgnoringCase("authentication_error")
                .doesNotContainIgnoringCase("UNAUTHENTICATED")
                .doesNotContain("K-123");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("everyPair")
    void aLimitIsALimitAndSaysWhenToComeAgain(Dialect upstream, Dialect caller) {
        GatewayError error = read(upstream, 429, Map.of("retry-after", "7"), plain(upstream, "Slow down."));

        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(Dialects.codec(caller).status(error)).isEqualTo(429);
        assertThat(said(caller, error).isObject()).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("everyPair")
    void anUpstreamThatIsOverloadedIsNoFaultOfTheCaller(Dialect upstream, Dialect caller) {
        for (int status : new int[] {503, 529}) {
            GatewayError error = read(upstream, status, Map.of(), plain(upstream, "Overloaded."));

            assertThat(Dialects.codec(caller).status(error)).matches(GatewayErrorsPairsTest::isNotTheCallers);
            assertThat(said(caller, error).isObject()).isTrue();
        }
    }

    /** Bedrock's {@code ModelErrorException}, which says that the model failed, has 424. */
    private static boolean isNotTheCallers(int status) {
        return status >= 500 || status == 424;
    }

    private static GatewayError read(Dialect upstream, int status, Map<String, String> headers, String body) {
        return Dialects.codec(upstream)
                .readError(status, headers, Bytes.utf8(body))
                .error();
    }

    private static JsonNode said(Dialect caller, GatewayError error) {
        DialectCodec codec = Dialects.codec(caller);
        return JsonTree.parse(codec.writeError(error, "request-1")).orElseThrow();
    }

    private static String tooLong(Dialect upstream) {
        return switch (upstream) {
            case OPENAI, RESPONSES ->
                "{\"error\":{\"message\":\"Too"
                        + " long.\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}";
            case ANTHROPIC ->
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 9"
                        + " tokens > 8 maximum\"}}";
            case GEMINI ->
                "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"The input token count (9)"
                        + " exceeds the maximum number of tokens allowed (8). Too many.\"}}";
            case BEDROCK -> "{\"message\":\"Input is too long for requested model.\"}";
            case COHERE -> "{\"id\":\"1\",\"message\":\"too many tokens: 9 tokens, the limit is 8\"}";
        };
    }

    private static String wrongKey(Dialect upstream) {
        return switch (upstream) {
            case OPENAI, RESPONSES ->
                "{\"error\":{\"message\":\"Incorrect API key provided:"
                        + " K-123.\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}";
            case ANTHROPIC ->
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key"
                        + " K-123\"}}";
            case GEMINI ->
                "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\",\"message\":\"Request had invalid credentials"
                        + " K-123.\"}}";
            case BEDROCK -> "{\"message\":\"The security token K-123 included in the request is invalid.\"}";
            case COHERE -> "{\"id\":\"1\",\"message\":\"invalid api token K-123\"}";
        };
    }

    private static String plain(Dialect upstream, String message) {
        return switch (upstream) {
            case OPENAI, RESPONSES, GEMINI -> "{\"error\":{\"message\":\"" + message + "\"}}";
            case ANTHROPIC -> "{\"type\":\"error\",\"error\":{\"message\":\"" + message + "\"}}";
            case BEDROCK, COHERE -> "{\"message\":\"" + message + "\"}";
        };
    }
}
