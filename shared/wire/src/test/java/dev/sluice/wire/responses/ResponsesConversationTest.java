package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.dialects.Samples;
import org.junit.jupiter.api.Test;

class ResponsesConversationTest {
    private static final Bytes FIRST =
            Bytes.utf8("{\"model\":\"m\",\"instructions\":\"Be terse.\",\"input\":\"One?\"}");
    private static final Bytes ANSWER =
            Bytes.utf8("{\"id\":\"resp_1\",\"output\":[{\"type\":\"reasoning\",\"id\":\"rs_1\","
                    + "\"summary\":[],\"encrypted_content\":\"x\"},{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\","
                    + "\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Two.\",\"annotations\":[]}]}],"
                    + "\"store\":false,\"status\":\"completed\"}");
    private static final Bytes SECOND = Bytes.utf8(
            "{\"model\":\"m\",\"previous_response_id\":\"resp_1\",\"store\":true,"
                    + "\"instructions\":\"Be kind.\",\"temperature\":0.10,\"input\":[{\"role\":\"user\",\"content\":\"Three?\"}]}");

    private static Bytes kept(Bytes request) {
        return FinishedResponse.inBody(ANSWER).orElseThrow().toKeep(request);
    }

    @Test
    void aRequestGoesOnFromWhatWasKept() {
        Bytes resumed = ResponsesConversation.resume(kept(FIRST), SECOND);

        String output = Samples.tree(ANSWER).path("output").toString();
        assertThat(Samples.tree(resumed))
                .isEqualTo(
                        Samples.tree(Bytes.utf8("{\"model\":\"m\",\"instructions\":\"Be kind.\",\"temperature\":0.10,"
                                + "\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
                                + "\"input\":[{\"role\":\"user\",\"content\":\"One?\"},"
                                + output.substring(1, output.length() - 1)
                                + ",{\"role\":\"user\",\"content\":\"Three?\"}]}")));
        assertThat(ResponsesFormat.INSTANCE
                        .readRequest(Samples.call(Dialect.RESPONSES, resumed))
                        .messages())
                .hasSize(4);
    }

    @Test
    void whatIsKeptGrowsWithEachTurn() {
        Bytes resumed = ResponsesConversation.resume(kept(FIRST), SECOND);

        JsonNode kept = Samples.tree(kept(resumed));

        assertThat(kept.path("input")).hasSize(4);
        assertThat(kept.at("/response/output")).hasSize(2);
    }

    @Test
    void aTurnWithNothingNewGoesOnAllTheSame() {
        Bytes request = Bytes.utf8("{\"model\":\"m\",\"previous_response_id\":\"resp_1\",\"input\":null}");

        assertThat(Samples.tree(ResponsesConversation.resume(kept(FIRST), request))
                        .path("input"))
                .hasSize(3);
    }

    @Test
    void thoughtsAreAskedForInTheFormInWhichTheyCanBeSentBack() {
        Bytes first = ResponsesConversation.begin(FIRST);
        Bytes more = ResponsesConversation.begin(
                Bytes.utf8("{\"model\":\"m\",\"input\":\"x\",\"include\":[\"message.output_text.logprobs\"]}"));

        assertThat(Samples.tree(first).path("include").toString()).isEqualTo("[\"reasoning.encrypted_content\"]");
        assertThat(Samples.tree(first).path("store").asBoolean(true)).isFalse();
        assertThat(Samples.tree(more).path("include").toString())
                .isEqualTo("[\"message.output_text.logprobs\",\"reasoning.encrypted_content\"]");
        assertThat(ResponsesConversation.begin(more)).isEqualTo(more);
    }

    @Test
    void theAnswerIsTakenOutAgain() {
        assertThat(Samples.tree(ResponsesConversation.response(kept(FIRST)))).isEqualTo(Samples.tree(ANSWER));
    }

    @Test
    void whatWasPutInIsListedInPages() {
        Bytes kept = kept(ResponsesConversation.resume(kept(FIRST), SECOND));

        JsonNode newest = Samples.tree(ResponsesConversation.inputItems(kept, new ItemPage(2, false, null)));
        JsonNode all = Samples.tree(ResponsesConversation.inputItems(kept, new ItemPage(20, true, null)));
        JsonNode rest = Samples.tree(ResponsesConversation.inputItems(kept, new ItemPage(20, true, "rs_1")));

        assertThat(newest.path("data")).hasSize(2);
        assertThat(newest.at("/data/0/content/0/text").asText()).isEqualTo("Three?");
        assertThat(newest.path("has_more").asBoolean()).isTrue();
        assertThat(newest.path("last_id").asText()).isEqualTo("msg_1");
        assertThat(all.path("data")).hasSize(4);
        assertThat(all.path("has_more").asBoolean()).isFalse();
        assertThat(all.at("/data/0/type").asText()).isEqualTo("message");
        assertThat(all.at("/data/0/id").asText()).isEqualTo("item_0");
        assertThat(rest.path("data")).hasSize(2);
    }

    @Test
    void anInputThatIsNeitherTextNorListIsRefused() {
        assertThatThrownBy(() -> ResponsesConversation.resume(Bytes.utf8("{}"), Bytes.utf8("{\"input\":7}")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("'input'");
    }
}
