package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeminiResultOrderTest {
    private static final String FIRST = GeminiCallIds.MADE_UP + "x_0";
    private static final String SECOND = GeminiCallIds.MADE_UP + "x_1";

    private static Message calls(String... ids) {
        List<Part> calls = new ArrayList<>();
        for (String id : ids) {
            calls.add(new Part.ToolUse(id, "level", "{\"city\":\"" + id + "\"}", false, Notes.NONE));
        }
        return new Message(Role.ASSISTANT, calls);
    }

    private static Part.ToolResult result(String id, Part... content) {
        return new Part.ToolResult(id, null, List.of(content), false, Notes.NONE);
    }

    private static Message results(Part... results) {
        return new Message(Role.TOOL, List.of(results));
    }

    private static JsonNode contents(Message... messages) {
        ChatRequest any = Talks.request("{'contents':[{'parts':[{'text':'?'}]}]}");
        List<Message> all = new ArrayList<>(any.messages());
        all.addAll(List.of(messages));
        return Talks.written(any.withMessages(all), Talks.OLD, new Losses()).path("contents");
    }

    /** What the results of a content say, in their order. */
    private static List<String> said(JsonNode content) {
        return content.path("parts").findValuesAsText("output");
    }

    @Test
    void resultsOfOneToolComeInTheOrderOfTheirCallsWhereIdsAreNotTold() {
        JsonNode contents = contents(
                calls(FIRST, SECOND),
                results(result(SECOND, new Part.Text("two"))),
                results(result(FIRST, new Part.Text("one"))));

        assertThat(contents.path(2).findValues("id")).isEmpty();
        assertThat(said(contents.path(2))).containsExactly("one", "two");
    }

    @Test
    void aPictureGoesWithItsResultAndOtherPartsStay() {
        Part picture = new Part.Image(new Source.Inline("image/png", "AA=="), null, Notes.NONE);
        JsonNode parts = contents(
                        calls(FIRST, SECOND),
                        results(
                                result(SECOND, new Part.Text("two"), picture),
                                result("unknown", new Part.Text("none")),
                                result(FIRST, new Part.Text("one")),
                                new Part.Text("Go on.")))
                .at("/2/parts");

        assertThat(parts.findValuesAsText("output")).containsExactly("one", "none", "two");
        assertThat(parts.at("/2/functionResponse/response/output").asText()).isEqualTo("two");
        assertThat(parts.path(3).has("inlineData")).isTrue();
        assertThat(parts.at("/4/text").asText()).isEqualTo("Go on.");
    }

    @Test
    void eachTurnHasItsOwnOrderEvenIfItsIdsWereUsedBefore() {
        JsonNode contents = contents(
                calls(FIRST, SECOND),
                results(result(FIRST, new Part.Text("1")), result(SECOND, new Part.Text("2"))),
                calls(SECOND, FIRST),
                results(result(FIRST, new Part.Text("4")), result(SECOND, new Part.Text("3"))));

        assertThat(said(contents.path(2))).containsExactly("1", "2");
        assertThat(said(contents.path(4))).containsExactly("3", "4");
    }
}
