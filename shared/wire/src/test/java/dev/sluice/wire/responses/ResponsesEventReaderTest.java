package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.wire.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesEventReaderTest {
    private static final String BEGUN = "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}";
    private static final String CALL = "{\"type\":\"response.output_item.added\",\"output_index\":0,"
            + "\"item\":{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"}}";

    private final ResponsesEventReader reader = new ResponsesEventReader();

    private void read(String data) {
        reader.read(new Frame("", false, Bytes.utf8(data), Bytes.utf8(data)), event -> {});
    }

    @Test
    void aLastWordOfAnotherApiIsNoEnd() {
        List.of(BEGUN, CALL).forEach(this::read);

        assertThatThrownBy(() -> read("[DONE]")).isInstanceOf(GatewayException.class);
        assertThat(reader.isComplete()).isFalse();
        assertThat(reader.isOver()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete"})
    void afterTheAnswersOwnEndItIsPassedOver(String status) {
        read(BEGUN);
        read("{\"type\":\"response." + status + "\",\"response\":{\"id\":\"resp_1\",\"status\":\"" + status + "\"}}");

        read("[DONE]");

        assertThat(reader.isComplete()).isTrue();
        assertThat(reader.failure()).isNull();
    }

    @Test
    void afterAFailureItIsPassedOver() {
        read("{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"no\"}}}");

        read("[DONE]");

        assertThat(reader.failure()).isNotNull();
    }
}
