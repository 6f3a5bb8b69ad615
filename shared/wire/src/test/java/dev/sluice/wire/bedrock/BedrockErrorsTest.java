package dev.sluice.wire.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How failures are called in Bedrock's words. */
class BedrockErrorsTest {
    private static final BedrockCodec CODEC = BedrockCodec.INSTANCE;

    @ParameterizedTest
    @CsvSource({
        "429, 429, ThrottlingException",
        "500, 424, ModelErrorException",
        "503, 503, ServiceUnavailableException",
        "504, 408, ModelTimeoutException"
    })
    void anUpstreamsFailureHasItsOwnClass(int upstream, int status, String type) {
        GatewayError error =
                CODEC.readError(upstream, Map.of(), Bytes.utf8("{}")).error();

        assertThat(CODEC.status(error)).isEqualTo(status);
        assertThat(CODEC.errorHeaders(error)).containsEntry("x-amzn-errortype", type);
    }

    @Test
    void aFullContextIsSaidInBedrocksWords() {
        GatewayError full =
                GatewayError.of(Kind.UPSTREAM_REJECTED, "The window is full.").withCode("context_length_exceeded");
        GatewayError said = GatewayError.of(Kind.UPSTREAM_REJECTED, "Input is too long for requested model.")
                .withCode("context_length_exceeded");

        assertThat(message(full)).isEqualTo("Input is too long for requested model: The window is full.");
        assertThat(message(said)).isEqualTo(said.message());
    }

    private static String message(GatewayError error) {
        return JsonTree.parse(CODEC.writeError(error, "r"))
                .orElseThrow()
                .path("message")
                .asText();
    }
}
