package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.dialects.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishedResponseTest {
    private static final String ANSWER =
            "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"store\":false,\"previous_response_id\":null}";
    private static final String LAST = "event: response.completed\ndata: {\"type\":\"response.completed\","
            + "\"sequence_number\":9,\"response\":" + ANSWER + "}\n\n";

    @Test
    void aWholeAnswerSaysThatItIsKeptOnceItIs() {
        FinishedResponse answer = FinishedResponse.inBody(Bytes.utf8(ANSWER)).orElseThrow();

        answer.markKept("resp_0");

        assertThat(answer.id()).isEqualTo("resp_1");
        assertThat(answer.said().utf8())
                .isEqualTo("{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],\"store\":true,"
                        + "\"previous_response_id\":\"resp_0\"}");
    }

    @Test
    void theLastEventOfAStreamSaysIt() {
        FinishedResponse answer = FinishedResponse.inLastWord(Bytes.utf8(LAST)).orElseThrow();

        answer.markKept(null);

        assertThat(answer.said().utf8()).isEqualTo(LAST.replace("\"store\":false", "\"store\":true"));
        assertThat(answer.toString()).isEqualTo("FinishedResponse[resp_1]");
    }

    @Test
    void whatStandsAroundTheLastEventIsLeftAlone() {
        String before = "event: response.output_item.done\ndata: {\"type\":\"response.output_item.done\"}\n\n";
        String after = "data: [DONE]\n\n";
        Bytes word = Bytes.utf8(before + "data: {\"type\":\"response.incomplete\",\"response\":"
                + ANSWER.replace("completed", "incomplete") + "}\n\n" + after);

        FinishedResponse answer = FinishedResponse.inLastWord(word).orElseThrow();
        answer.markKept(null);
        String said = answer.said().utf8();

        assertThat(said)
                .startsWith(before + "event: response.incomplete\ndata: {")
                .endsWith("}\n\n" + after);
        assertThat(said).contains("\"store\":true");
    }

    @Test
    void whatIsKeptHoldsTheItemsAndTheAnswer() {
        FinishedResponse answer = FinishedResponse.inLastWord(Bytes.utf8(LAST)).orElseThrow();

        JsonNode kept = Samples.tree(answer.toKeep(Bytes.utf8("{\"model\":\"m\",\"input\":\"One?\"}")));

        assertThat(kept.path("input").toString()).isEqualTo("[{\"role\":\"user\",\"content\":\"One?\"}]");
        assertThat(kept.path("response")).isEqualTo(Samples.tree(Bytes.utf8(ANSWER)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{\"id\":\"resp_1\",\"status\":\"failed\",\"output\":[]}",
                "{\"id\":\"resp_1\",\"status\":\"completed\"}",
                "{\"id\":7,\"status\":\"completed\",\"output\":[]}",
                "{\"id\":\"a/../b\",\"status\":\"completed\",\"output\":[]}",
                "{\"id\":\"\",\"status\":\"completed\",\"output\":[]}"
            })
    void anAnswerThatFailedOrCannotBeNamedIsNone(String body) {
        String event = "event: response.failed\ndata: {\"type\":\"x\",\"response\":" + body + "}\n\n";

        assertThat(FinishedResponse.inBody(Bytes.utf8(body))).isEmpty();
        assertThat(FinishedResponse.inLastWord(Bytes.utf8(event))).isEmpty();
    }
}
