package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of failures where Responses differ from a chat. */
class ResponsesCodecTest {

    @ParameterizedTest
    @CsvSource({"MODEL_NOT_FOUND, 400", "NOT_FOUND, 404", "RATE_LIMITED, 429", "UPSTREAM_FAILED, 502"})
    void anUnknownModelIsABadRequest(Kind kind, int status) {
        assertThat(ResponsesCodec.INSTANCE.status(GatewayError.of(kind, "x"))).isEqualTo(status);
    }
}
