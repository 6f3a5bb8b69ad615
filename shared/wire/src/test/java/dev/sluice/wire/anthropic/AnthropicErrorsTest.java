package dev.sluice.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How failures are called in Anthropic's words. */
class AnthropicErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "429, 429, rate_limit_error",
        "500, 502, api_error",
        "503, 529, overloaded_error",
        "529, 529, overloaded_error",
        "504, 504, timeout_error"
    })
    void anUpstreamsFailureHasItsOwnClass(int upstream, int status, String type) {
        AnthropicCodec codec = AnthropicCodec.INSTANCE;
        GatewayError error =
                codec.readError(upstream, Map.of(), Bytes.utf8("{}")).error();

        assertThat(codec.status(error)).isEqualTo(status);
        assertThat(type(codec.writeError(error, "r"))).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"OVERLOADED, 529, overloaded_error", "BUG, 500, api_error", "UNAUTHENTICATED, 401, authentication_error"
    })
    void theGatewaysOwnFailuresToo(Kind kind, int status, String type) {
        GatewayError error = GatewayError.of(kind, "x");

        assertThat(AnthropicCodec.INSTANCE.status(error)).isEqualTo(status);
        assertThat(type(AnthropicCodec.INSTANCE.writeError(error, "r"))).isEqualTo(type);
    }

    private static String type(Bytes body) {
        return JsonTree.parse(body).orElseThrow().at("/error/type").asText();
    }
}
