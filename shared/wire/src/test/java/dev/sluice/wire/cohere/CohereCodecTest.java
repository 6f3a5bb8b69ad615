package dev.sluice.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Losses;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohereCodecTest {
    private static final CohereCodec CODEC = CohereCodec.INSTANCE;
    private static final Seal SIGNATURE = new Seal(Dialect.ANTHROPIC, "c2lnbmVk+/=");
    private static final Seal REDACTED = new Seal(Dialect.ANTHROPIC, "aGlkZGVu");
    private static final Seal OWN = new Seal(Dialect.GEMINI, "b3du");

    @Test
    void theOutlineSaysWhatRoutingAndPricingNeed() {
        Outline outline = Samples.call(Dialect.COHERE, """
                        {"model":"command-a","stream":true,"max_tokens":7,"documents":["abc"],
                         "tools":[{"type":"function","function":{"name":"f"}}],
                         "messages":[{"role":"user","content":[{"type":"text","text":"hello"},
                           {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}]}]}""").outline();

        assertThat(outline.model()).isEqualTo("command-a");
        assertThat(outline.framing()).isEqualTo(Framing.SSE);
        assertThat(outline.maxOutputTokens()).isEqualTo(7);
        assertThat(outline.tools()).isTrue();
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.promptBytes()).isBetween(8L, 70L);
    }

    @Test
    void theCallersBytesGoUpstreamWithOnlyTheModelChanged() {
        Call call = Samples.call(
                Dialect.COHERE,
                "{ \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}], \"model\" : \"a\" ,\"x\":1e0}");

        assertThat(CODEC.writeRequest(call, new Addressee("b", Set.of())).utf8())
                .isEqualTo("{ \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}], \"model\" : \"b\" ,\"x\":1e0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"robot\",\"content\":\"x\"}",
                "{\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":7}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}",
                "{\"role\":\"tool\",\"content\":\"x\"}",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{}}]}",
                "{\"role\":\"assistant\",\"tool_calls\":7}",
                "{\"content\":\"x\"}"
            })
    void aMessageOfTheWrongShapeIsRefusedByItsPlace(String message) {
        Call call = Samples.call(Dialect.COHERE, "{\"model\":\"m\",\"messages\":[" + message + "]}");

        assertThatThrownBy(() -> CODEC.chat().readRequest(call))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("messages[0]")
                .extracting(thrown -> ((GatewayException) thrown).error().kind())
                .isEqualTo(Kind.MALFORMED);
    }

    @Test
    void sealsOfOtherUpstreamsTravelInTheIdOfTheNextCall() {
        Bytes written = CODEC.chat().writeResponse(sealed(), Samples.question(Dialect.COHERE, false), new Losses());

        JsonNode message = Samples.tree(written).path("message");
        String id = message.at("/tool_calls/0/id").textValue();
        ChatRequest back = CODEC.chat()
                .readRequest(Samples.call(
                        Dialect.COHERE,
                        "{\"model\":\"m\",\"messages\":[" + message + ",{\"role\":\"tool\",\"tool_call_id\":\"" + id
                                + "\",\"content\":\"18\"}]}"));

        assertThat(back.messages().getFirst().parts())
                .isEqualTo(sealed().choices().getFirst().parts());
        assertThat(back.messages().getLast().parts().getFirst())
                .isEqualTo(new Part.ToolResult("call_1", null, List.of(new Part.Text("18")), false, Notes.NONE));
    }

    @Test
    void sealsInAStreamTravelAlike() {
        Losses losses = new Losses();
        String whole = CODEC.chat()
                .writeResponse(sealed(), Samples.question(Dialect.COHERE, false), losses)
                .utf8();

        String streamed = Streams.written(Samples.question(Dialect.COHERE, true), Streams.events(sealed()), losses)
                .utf8();

        String id =
                Samples.tree(Bytes.utf8(whole)).at("/message/tool_calls/0/id").textValue();
        assertThat(streamed).contains("\"id\":\"" + id + "\"").endsWith("data: [DONE]\n\n");
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void aStreamedCallWithoutArgumentsHasAnEmptyObjectOfThem() {
        List<ChatEvent> events = List.of(
                new ChatEvent.PartBegan(0, 0, new Part.ToolUse("call_1", "now", "", false, Notes.NONE)),
                new ChatEvent.PartEnded(0, 0));

        assertThat(Streams.written(Samples.question(Dialect.COHERE, true), events, new Losses())
                        .utf8())
                .containsOnlyOnce("tool-call-delta\n")
                .contains("\"tool_calls\":{\"function\":{\"arguments\":\"{}\"}}");
    }

    @Test
    void aCallerWhoDropsThoughtsGetsNoFalseOnesBack() {
        JsonNode message = Samples.tree(
                        CODEC.chat().writeResponse(sealed(), Samples.question(Dialect.COHERE, false), new Losses()))
                .path("message");
        String turn = "{\"role\":\"assistant\",\"tool_calls\":" + message.path("tool_calls") + "}";

        ChatRequest back =
                CODEC.chat().readRequest(Samples.call(Dialect.COHERE, "{\"model\":\"m\",\"messages\":[" + turn + "]}"));

        assertThat(back.messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning("", false, Notes.NONE.with(REDACTED)),
                        sealed().choices().getFirst().parts().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a~b", "~", "~~", "a~~", "", "f:0~c2x1aWNlMQ", "a~c2x1aWNlMQo="})
    void anIdThatOnlyLooksSealedIsItself(String id) {
        assertThat(CohereToolIds.read(id)).isEqualTo(new CohereToolIds.Carried(id, List.of(), null));
    }

    @Test
    void sealsAreNothingToCohereItself() {
        Losses losses = new Losses();
        ChatRequest request = CODEC.chat().readRequest(Samples.question(Dialect.COHERE, false));
        Message turn = new Message(
                Message.Role.ASSISTANT, sealed().choices().getFirst().parts());

        Bytes written =
                CODEC.chat().writeRequest(request.withMessages(List.of(turn)), new Addressee("m", Set.of()), losses);

        assertThat(Samples.tree(written).at("/messages/0/tool_calls/0/id").textValue())
                .isEqualTo("call_1");
        assertThat(losses.all()).containsExactly(Loss.SEAL);
    }

    @Test
    void aStreamPassesAsItCameAndIsMetered() {
        Bytes stream =
                Samples.of(Dialect.COHERE, "streams", "/text.sse").getFirst().bytes();
        Call call = Samples.call(
                Dialect.COHERE,
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        AnswerReader reader = CODEC.streamReader(call, Set.of());

        AnswerReader.Reading reading = reader.read(stream);
        AnswerReader.Reading end = reading.ending() == null ? reader.end() : reading;

        AnswerEvent.Finished finished = (AnswerEvent.Finished) Objects.requireNonNull(end.ending());
        assertThat(finished.usage()).isEqualTo(new Usage(9, 0, 0, 5, 0));
        assertThat(reading.forward().utf8()
                        + Objects.requireNonNull(finished.lastWord()).utf8())
                .isEqualTo(stream.utf8());
    }

    @Test
    void anErrorInTheLastEventBreaksTheAnswer() {
        Call call = Samples.call(
                Dialect.COHERE,
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        GatewayError error = GatewayError.of(Kind.UPSTREAM_FAILED, "It broke.");
        AnswerReader reader = CODEC.streamReader(call, Set.of());

        AnswerReader.Reading reading = reader.read(CODEC.writeErrorEvent(error, "r", Framing.SSE, 0));

        assertThat(reading.ending() == null ? reader.end().ending() : reading.ending())
                .isInstanceOf(AnswerEvent.Broken.class);
    }

    @Test
    void errorsHaveAnIdAndAMessage() {
        assertThat(CODEC.writeError(GatewayError.of(Kind.RATE_LIMITED, "Slow down."), "r-1")
                        .utf8())
                .isEqualTo("{\"id\":\"r-1\",\"message\":\"Slow down.\"}");
        GatewayError tooLong = GatewayError.of(Kind.UPSTREAM_REJECTED, "The prompt is too long.")
                .withCode("context_length_exceeded");
        assertThat(CODEC.writeError(tooLong, "r-2").utf8())
                .isEqualTo("{\"error_type\":\"TOO_MANY_TOKENS\",\"id\":\"r-2\","
                        + "\"message\":\"too many tokens: The prompt is too long.\"}");
    }

    @Test
    void aBlockedTokenIsTheChannelsFaultAndACancelledRequestIsTriedElsewhere() {
        Bytes body = Bytes.utf8("{\"message\":\"invalid token\"}");

        UpstreamError blocked = CODEC.readError(498, Map.of(), body);
        UpstreamError cancelled = CODEC.readError(499, Map.of(), body);

        assertThat(blocked.verdict()).isEqualTo(Verdict.KEY_REFUSED);
        assertThat(cancelled.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void modelsAreListedByName() {
        Bytes written = CODEC.writeModels(new ModelList(
                List.of(new ModelList.Model("command-a", "cohere", 1), new ModelList.Model("b", "x", 2))));

        assertThat(CODEC.readModels(written)).containsExactly("command-a", "b");
        assertThatThrownBy(() -> CODEC.readModels(Bytes.utf8("[]"))).isInstanceOf(GatewayException.class);
    }

    @Test
    void cachedTokensBeyondCoheresOwnTemplatesAreTheCallers() {
        assertThat(usage(12, 212, 180)).isEqualTo(new Usage(12, 0, 0, 7, 0));
        assertThat(usage(12, 212, 205)).isEqualTo(new Usage(7, 5, 0, 7, 0));
        assertThat(usage(12, 12, 12)).isEqualTo(new Usage(0, 12, 0, 7, 0));
    }

    private static Usage usage(int billed, int tokens, int cached) {
        String json = "{\"billed_units\":{\"input_tokens\":" + billed + ",\"output_tokens\":7},\"tokens\":{"
                + "\"input_tokens\":" + tokens + ",\"output_tokens\":9},\"cached_tokens\":" + cached + "}";
        return Objects.requireNonNull(CohereUsage.read(Samples.tree(Bytes.utf8(json))));
    }

    /** Thoughts in the open, thoughts redacted, and a call with a seal of its own. */
    private static ChatResponse sealed() {
        List<Part> parts = List.of(
                new Part.Reasoning("I should look.", false, Notes.NONE.with(SIGNATURE)),
                new Part.Reasoning("", false, Notes.NONE.with(REDACTED)),
                new Part.ToolUse("call_1", "weather", "{\"city\":\"Paris\"}", false, Notes.NONE.with(OWN)));
        Choice choice = new Choice(0, parts, Finish.of(Finish.Reason.TOOL_USE), List.of(), Extras.NONE);
        return new ChatResponse("id-1", "m", 1, List.of(choice), new Usage(100, 20, 0, 30, 5), Extras.NONE);
    }
}
