package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.relay.Unfold;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesEventWriterTest {
    private static final Seal CLAUDE = new Seal(Dialect.ANTHROPIC, "EqQBCkYIBxgC");
    private static final Seal GEMINI = new Seal(Dialect.GEMINI, "CiQB0e2K");
    private static final Call CALL = Samples.call(
            Dialect.RESPONSES,
            "{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\",\"tools\":["
                    + "{\"type\":\"custom\",\"name\":\"sql\"},{\"type\":\"function\",\"name\":\"a\"}]}");

    private final Losses losses = new Losses();

    private static ChatResponse answer(Reason reason, Part... parts) {
        Choice choice = new Choice(0, List.of(parts), Finish.of(reason), List.of(), Extras.NONE);
        return new ChatResponse("x", "m", 17, List.of(choice), new Usage(80, 15, 5, 30, 5), Extras.NONE);
    }

    /** The streamed answer's last response, checked as SDKs check it, and equal to the one that comes whole. */
    private JsonNode written(ChatResponse response) {
        List<ChatEvent> events = new ArrayList<>();
        Unfold.events(response, events::add);
        List<JsonNode> data = Accumulated.data(Streams.written(CALL, events, losses));
        Accumulated.check(data);
        JsonNode last = data.getLast().path("response");
        assertThat(Samples.tree(ResponsesFormat.INSTANCE.writeResponse(response, CALL, losses)))
                .isEqualTo(last);
        return last;
    }

    /** The parts of the assistant's turn when a client sends the output back. */
    private static List<Part> sentBack(JsonNode response) {
        JsonNode request = JsonTree.object().put("model", "m").set("input", response.path("output"));
        ChatRequest read =
                ResponsesFormat.INSTANCE.readRequest(Samples.call(Dialect.RESPONSES, JsonTree.write(request)));
        return read.messages().getFirst().parts();
    }

    @Test
    void aSealedThoughtComesBackWithItsSeal() {
        Part thought = new Part.Reasoning("Hm.", false, Notes.NONE.with(CLAUDE));
        Part redacted = new Part.Reasoning("", true, Notes.NONE.with(CLAUDE));
        Part call = new Part.ToolUse("call_1", "a", "{\"x\":1}", false, Notes.NONE);

        JsonNode response = written(answer(Reason.TOOL_USE, thought, redacted, call));

        List<Part> back = sentBack(response);
        assertThat(back.get(0)).isEqualTo(thought);
        assertThat(back.get(1)).isEqualTo(redacted);
        assertThat(response.at("/output/0/encrypted_content").asText()).isNotEqualTo(CLAUDE.value());
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void theSealOfACallTravelsInAnItemBeforeIt() {
        Part first = new Part.ToolUse("call_1", "a", "{\"x\":1}", false, Notes.NONE.with(GEMINI));
        Part second = new Part.ToolUse("call_2", "a", "{\"x\":2}", false, Notes.NONE);

        List<Part> back = sentBack(written(answer(Reason.TOOL_USE, first, second)));

        assertThat(back).hasSize(2);
        assertThat(back.get(0).notes().seal()).isEqualTo(GEMINI);
        assertThat(back.get(1).notes().seal()).isNull();
    }

    @Test
    void aSealThatComesAfterItsTextComesBackWithIt() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Began("x", "m", 17, Extras.NONE),
                new ChatEvent.PartBegan(0, 0, new Part.Text("")),
                new ChatEvent.Delta(0, 0, "Hello"),
                new ChatEvent.Sealed(0, 0, GEMINI),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartBegan(0, 1, new Part.ToolUse("call_1", "a", "", false, Notes.NONE)),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.Finished(0, Finish.of(Reason.TOOL_USE), Extras.NONE));

        List<JsonNode> data = Accumulated.data(Streams.written(CALL, events, losses));

        Accumulated.check(data);
        List<Part> back = sentBack(data.getLast().path("response"));
        assertThat(back).hasSize(2);
        assertThat(back.get(0).notes().seal()).isEqualTo(GEMINI);
        assertThat(back.get(1).notes().seal()).isNull();
    }

    @Test
    void callsThatOverlapAreToldApart() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Began("x", "m", 17, Extras.NONE),
                new ChatEvent.PartBegan(0, 0, new Part.ToolUse("call_1", "a", "", false, Notes.NONE)),
                new ChatEvent.PartBegan(0, 1, new Part.ToolUse("call_2", "a", "", false, Notes.NONE)),
                new ChatEvent.Delta(0, 1, "{\"x\":"),
                new ChatEvent.Delta(0, 0, "{\"y\":1}"),
                new ChatEvent.Delta(0, 1, "2}"),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.Finished(0, Finish.of(Reason.TOOL_USE), Extras.NONE));

        List<JsonNode> data = Accumulated.data(Streams.written(CALL, events, losses));

        Accumulated.check(data);
        JsonNode output = data.getLast().at("/response/output");
        assertThat(output.at("/0/arguments").asText()).isEqualTo("{\"y\":1}");
        assertThat(output.at("/1/arguments").asText()).isEqualTo("{\"x\":2}");
    }

    @Test
    void aCustomToolThatWasOfferedAsAFunctionIsCalledAsACustomTool() {
        Part call = new Part.ToolUse("call_1", "sql", "{\"input\":\"SELECT 1\"}", false, Notes.NONE);

        JsonNode item = written(answer(Reason.TOOL_USE, call)).at("/output/0");

        assertThat(item.path("type").asText()).isEqualTo("custom_tool_call");
        assertThat(item.path("input").asText()).isEqualTo("SELECT 1");
    }

    @Test
    void wordsThatFollowOnEachOtherShareAMessage() {
        JsonNode response =
                written(answer(Reason.STOP, new Part.Text("One."), new Part.Refusal("Not two.", Notes.NONE)));

        assertThat(response.path("output")).hasSize(1);
        assertThat(response.at("/output/0/content/1/refusal").asText()).isEqualTo("Not two.");
        assertThat(response.at("/output/0/id").asText()).isEqualTo("msg_call-1_0");
        assertThat(response.path("id").asText()).matches("resp_[0-9a-f]{48}");
        assertThat(response.path("store").asBoolean(true)).isFalse();
    }

    @Test
    void aCutAnswerIsIncomplete() {
        JsonNode response = written(answer(Reason.LENGTH, new Part.Text("One")));

        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.at("/output/0/status").asText()).isEqualTo("incomplete");
        assertThat(written(answer(Reason.FILTERED))
                        .at("/incomplete_details/reason")
                        .asText())
                .isEqualTo("content_filter");
    }

    @Test
    void usageIsToldInWholesAndTheirParts() {
        JsonNode usage = written(answer(Reason.STOP, new Part.Text("One"))).path("usage");

        assertThat(usage.path("input_tokens").asLong()).isEqualTo(100);
        assertThat(usage.at("/input_tokens_details/cached_tokens").asLong()).isEqualTo(15);
        assertThat(usage.path("output_tokens").asLong()).isEqualTo(35);
        assertThat(usage.at("/output_tokens_details/reasoning_tokens").asLong()).isEqualTo(5);
        assertThat(usage.path("total_tokens").asLong()).isEqualTo(135);
    }

    @Test
    void logprobsThatComeAfterTheTextAreInTheItem() {
        TokenLogprob token = new TokenLogprob("One", new BigDecimal("-0.5"), List.of(79, 110, 101), List.of());
        Choice choice =
                new Choice(0, List.of(new Part.Text("One")), Finish.of(Reason.STOP), List.of(token), Extras.NONE);

        JsonNode response = written(new ChatResponse("x", "m", 17, List.of(choice), null, Extras.NONE));

        assertThat(response.at("/output/0/content/0/logprobs/0/token").asText()).isEqualTo("One");
    }

    @Test
    void whatHasNoFormHereIsALossAndNoError() {
        Part opaque =
                new Part.Opaque(Dialect.ANTHROPIC, "server_tool_use", JsonTree.raw(JsonTree.object()), Notes.NONE);
        Choice second = new Choice(1, List.of(new Part.Text("b")), Finish.of(Reason.STOP), List.of(), Extras.NONE);
        ChatResponse response = new ChatResponse(
                "x", "m", 17, List.of(answer(Reason.PAUSED, opaque).choices().getFirst(), second), null, Extras.NONE);

        assertThat(written(response).path("output")).isEmpty();

        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.OPAQUE_PART, Loss.CHOICES, Loss.FINISH_REASON);
    }

    @Test
    void anAnswerWithoutEventsStillBeginsAndEnds() {
        List<JsonNode> data = Accumulated.data(Streams.written(CALL, List.of(), losses));

        assertThat(data)
                .extracting(event -> event.path("type").asText())
                .containsExactly("response.created", "response.in_progress", "response.completed");
        assertThat(data.getFirst().at("/response/created_at").asLong()).isPositive();
    }
}
