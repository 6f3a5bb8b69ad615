package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.json.JsonTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesFormatTest {

    private static Losses lostAtAnother(String members) {
        String body = "{'model':'m','input':'Hi'%s}".formatted(members).replace('\'', '"');
        ChatRequest request = ResponsesFormat.INSTANCE.portable(
                ResponsesFormat.INSTANCE.readRequest(Samples.call(Dialect.RESPONSES, body)));
        Losses losses = new Losses();
        losses.carry(request.extras(), Dialect.OPENAI, JsonTree.object());
        return losses;
    }

    @Test
    void wishesThatAreFulfilledAnywayAreNotLost() {
        assertThat(lostAtAnother(
                                ",'store':false,'include':['reasoning.encrypted_content','message.output_text.logprobs']")
                        .all())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",'include':['file_search_call.results']", ",'truncation':'auto'", ",'max_tool_calls':3"})
    void wishesThatOnlyOpenAiFulfilsAreLostByName(String members) {
        assertThat(lostAtAnother(members).all()).containsExactly(Loss.FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'previous_response_id':'resp_1'", "'prompt':{'id':'p'}"})
    void whatRestsOnAnUpstreamsMemoryIsRefusedByName(String member) {
        assertThatThrownBy(() -> ResponsesFormat.INSTANCE.portable(ResponsesFormat.INSTANCE.readRequest(Samples.call(
                        Dialect.RESPONSES,
                        "{'model':'m','input':'Hi',%s}".formatted(member).replace('\'', '"')))))
                .hasMessageContaining(member.substring(0, member.indexOf(':')));
    }
}
