package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.CacheMark;
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
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.Tooling;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.relay.Unfold;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses between this dialect and others. */
class OpenAiChatTest {
    private static final ChatFormat CHAT = OpenAiCodec.INSTANCE.chat();
    private static final Seal CLAUDES = new Seal(Dialect.ANTHROPIC, "RXFRQg==");
    private static final Seal GEMINIS = new Seal(Dialect.GEMINI, "c2lnbmVk");
    private static final Seal RESPONSES = new Seal(Dialect.RESPONSES, "gAAA", "rs_1");
    /** What an answer may have that must come back with the next turn. */
    private static final List<Part> SEALED = List.of(
            new Part.Reasoning("I should look.", false, Notes.NONE.with(CLAUDES)),
            new Part.Reasoning("", false, Notes.NONE.with(CLAUDES)),
            new Part.Reasoning("A summary.", true, Notes.NONE.with(RESPONSES)),
            new Part.Reasoning("", false, Notes.NONE.with(RESPONSES)),
            new Part.Text("Looking.", List.of(), Notes.NONE.with(GEMINIS)),
            new Part.ToolUse("call_1", "w", "{\"a\":1}", false, Notes.NONE.with(GEMINIS)),
            new Part.ToolUse("call_2", "w", "{}", false, Notes.NONE));

    private static ChatResponse answer(List<Part> parts) {
        Choice choice = new Choice(0, parts, Finish.of(Finish.Reason.TOOL_USE), List.of(), Extras.NONE);
        return new ChatResponse("msg_1", "claude", 17, List.of(choice), null, Extras.NONE);
    }

    private static List<Part> sentBack(String message) {
        String body = "{\"model\":\"m\",\"messages\":[" + message + "]}";
        return CHAT.readRequest(Calls.chat(body)).messages().getFirst().parts();
    }

    private static JsonNode write(List<Message> messages, Set<Quirk> quirks, Losses losses) {
        return write(request(messages, Tooling.NONE, AnswerWish.DEFAULT, Sampling.DEFAULT), quirks, losses);
    }

    private static ChatRequest request(List<Message> messages, Tooling tooling, AnswerWish wish, Sampling sampling) {
        return new ChatRequest(
                "m", messages, tooling, sampling, wish, null, Service.DEFAULT, false, false, Extras.NONE);
    }

    private static JsonNode write(ChatRequest request, Set<Quirk> quirks, Losses losses) {
        return JsonTree.parse(CHAT.writeRequest(request, new Addressee("m", quirks), losses))
                .orElseThrow();
    }

    private static Message assistant(Part... parts) {
        return new Message(Message.Role.ASSISTANT, List.of(parts));
    }

    @Test
    void sealsOfOtherUpstreamsComeBackOnTheirParts() {
        JsonNode written = JsonTree.parse(CHAT.writeResponse(answer(SEALED), Calls.streamed(false), new Losses()))
                .orElseThrow();

        assertThat(sentBack(written.at("/choices/0/message").toString())).isEqualTo(SEALED);
    }

    @Test
    void sealsOfAStreamComeBackOnTheirParts() {
        EventSink sink = new EventSink(Framing.SSE);
        EventWriter writer = CHAT.eventWriter(Calls.streamed(false), new Losses());
        Unfold.events(answer(SEALED), event -> writer.write(event, sink));
        writer.end(sink);
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        List<String> details = new ArrayList<>();

        for (String line : sink.take().utf8().strip().split("\n\n", -1)) {
            JsonNode delta = JsonTree.parse(line.replace("[DONE]", "{}").substring(6))
                    .orElseThrow()
                    .at("/choices/0/delta");
            text.append(delta.path("content").asText(""));
            thoughts.append(delta.path("reasoning_content").asText(""));
            delta.path("reasoning_details").forEach(detail -> details.add(detail.toString()));
        }

        String message = "{\"role\":\"assistant\",\"content\":\"" + text + "\",\"reasoning_content\":\"" + thoughts
                + "\",\"reasoning_details\":[" + String.join(",", details) + "],\"tool_calls\":["
                + "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"w\",\"arguments\":\"{\\\"a\\\":1}\"}},"
                + "{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"w\",\"arguments\":\"{}\"}}]}";
        assertThat(sentBack(message)).isEqualTo(SEALED);
    }

    @Test
    void fragmentsThatAClientDidNotJoinAreJoined() {
        List<Part> parts = sentBack("{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_details\":["
                + "{\"type\":\"reasoning.text\",\"text\":\"I \",\"index\":0},"
                + "{\"type\":\"reasoning.text\",\"text\":\"see.\",\"index\":0},"
                + "{\"type\":\"reasoning.text\",\"signature\":\"sig\",\"index\":0}]}");

        assertThat(parts.getFirst()).isInstanceOfSatisfying(Part.Reasoning.class, thought -> {
            assertThat(thought.text()).isEqualTo("I see.");
            assertThat(thought.notes().seal()).isNotNull();
        });
        assertThat(parts).hasSize(2);
    }

    @Test
    void sealsOfOthersAreNotShownToAnUpstream() {
        Losses losses = new Losses();

        JsonNode written = write(List.of(new Message(Message.Role.ASSISTANT, SEALED)), Set.of(), losses);

        assertThat(written.toString()).doesNotContain("reasoning", CLAUDES.value(), GEMINIS.value());
        assertThat(losses.all()).containsExactly(Loss.SEAL);
    }

    @Test
    void thoughtsGoBackInWordsOnlyToThoseWhoWantThem() {
        Message message = assistant(new Part.Reasoning("Hm.", false, Notes.NONE), new Part.Text("Yes."));
        Losses refused = new Losses();
        Losses wanted = new Losses();

        JsonNode without = write(List.of(message), Set.of(), refused);
        JsonNode with = write(List.of(message), Set.of(Quirk.REASONING_GOES_BACK), wanted);

        assertThat(without.at("/messages/0").has("reasoning_content")).isFalse();
        assertThat(refused.all()).containsExactly(Loss.REASONING);
        assertThat(with.at("/messages/0/reasoning_content").asText()).isEqualTo("Hm.");
        assertThat(wanted.isEmpty()).isTrue();
    }

    @Test
    void aLongIdIsShortenedAlikeInCallAndResult() {
        String id = "toolu_vrtx_0123456789012345678901234567890123456789";
        Part.ToolResult result = new Part.ToolResult(id, null, List.of(new Part.Text("ok")), false, Notes.NONE);

        JsonNode written = write(
                List.of(
                        assistant(new Part.ToolUse(id, "f", "", false, Notes.NONE)),
                        new Message(Message.Role.USER, List.of(result))),
                Set.of(),
                new Losses());

        String call = written.at("/messages/0/tool_calls/0/id").asText();
        assertThat(call).hasSizeLessThanOrEqualTo(40).isNotEqualTo(id.substring(0, call.length()));
        assertThat(written.at("/messages/1/tool_call_id").asText()).isEqualTo(call);
        assertThat(written.at("/messages/0/tool_calls/0/function/arguments").asText())
                .isEqualTo("{}");
    }

    @Test
    void resultsComeFirstAndTheirPicturesAfterThem() {
        Part.Image image = new Part.Image(new Source.Inline("image/png", "iVBO"), null, Notes.NONE);
        Message user = new Message(
                Message.Role.USER,
                List.of(
                        new Part.ToolResult("a", null, List.of(image), true, Notes.NONE),
                        new Part.ToolResult("b", null, List.of(new Part.Text("B")), false, Notes.NONE),
                        new Part.Text("Go on.")));
        Losses losses = new Losses();

        JsonNode messages = write(List.of(user), Set.of(), losses).get("messages");

        assertThat(messages.findValuesAsText("role")).containsExactly("tool", "tool", "user", "user");
        assertThat(messages.at("/2/content/0/image_url/url").asText()).isEqualTo("data:image/png;base64,iVBO");
        assertThat(messages.at("/3/content").asText()).isEqualTo("Go on.");
        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.TOOL_RESULT_PART, Loss.TOOL_ERROR);
    }

    @Test
    void whatOpenAiCannotSayIsNamed() {
        Notes marked = Notes.NONE.with(new CacheMark("1h"));
        Message user = new Message(
                Message.Role.USER,
                List.of(
                        new Part.Text("a", List.of(), marked),
                        new Part.Opaque(Dialect.ANTHROPIC, "x", RawJson.EMPTY_OBJECT, Notes.NONE),
                        new Part.Document(new Source.Url("https://a/b.pdf"), "B", null, true, Notes.NONE)));
        Tooling tooling = new Tooling(
                List.of(new Tool.Hosted(Dialect.ANTHROPIC, "web", RawJson.EMPTY_OBJECT, Notes.NONE)), null, true);
        Sampling sampling = new Sampling(null, null, BigDecimal.TEN, null, null, null);
        AnswerWish wish =
                new AnswerWish(5L, List.of("1", "2", "3", "4", "5"), null, null, null, null, List.of("audio"), null);
        Losses losses = new Losses();

        JsonNode written = write(request(List.of(user), tooling, wish, sampling), Set.of(), losses);

        assertThat(losses.all())
                .containsExactlyInAnyOrder(
                        Loss.CACHE_MARK,
                        Loss.OPAQUE_PART,
                        Loss.DOCUMENT,
                        Loss.CITATION,
                        Loss.HOSTED_TOOL,
                        Loss.PARALLEL_TOOLS,
                        Loss.TOP_K,
                        Loss.STOP,
                        Loss.MODALITIES);
        assertThat(written.get("stop")).hasSize(4);
        assertThat(written.get("max_completion_tokens").asInt()).isEqualTo(5);
        assertThat(written.has("tools")).isFalse();
    }

    @Test
    void modelsThatThinkGetTheCapByItsNewNameFromEveryUpstream() {
        AnswerWish wish = new AnswerWish(5L, List.of(), null, null, null, null, List.of(), null);
        ChatRequest request = request(List.of(), Tooling.NONE, wish, Sampling.DEFAULT);
        Addressee proxy = new Addressee("gpt-5-mini", Set.of(Quirk.MAX_TOKENS_OLD_NAME));

        JsonNode written =
                JsonTree.parse(CHAT.writeRequest(request, proxy, new Losses())).orElseThrow();

        assertThat(written.has("max_tokens")).isFalse();
        assertThat(written.get("max_completion_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void quirksNameTheCapAndAllowWhatOthersRefuse() {
        Message user = new Message(
                Message.Role.USER, List.of(new Part.Text("a", List.of(), Notes.NONE.with(new CacheMark(null)))));
        AnswerWish wish = new AnswerWish(5L, List.of(), null, null, null, null, List.of(), null);
        Sampling sampling = new Sampling(null, null, BigDecimal.TEN, null, null, null);
        Losses losses = new Losses();

        JsonNode written = write(
                request(List.of(user), Tooling.NONE, wish, sampling),
                Set.of(Quirk.MAX_TOKENS_OLD_NAME, Quirk.CACHE_CONTROL, Quirk.TOP_K),
                losses);

        assertThat(losses.isEmpty()).isTrue();
        assertThat(written.has("max_completion_tokens")).isFalse();
        assertThat(written.get("max_tokens").asInt()).isEqualTo(5);
        assertThat(written.get("top_k").asInt()).isEqualTo(10);
        assertThat(written.at("/messages/0/content/0/cache_control/type").asText())
                .isEqualTo("ephemeral");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"ON, , 8192, medium", "OFF, , , ", "ADAPTIVE, , , ", ", max, , high", ", none, , none", ", , 0, "})
    void howMuchToThinkBecomesAnEffort(Thinking.Mode mode, String effort, Long budget, String written) {
        Thinking thinking = new Thinking(mode, effort, budget, null, null, Extras.NONE);
        Message user = new Message(Message.Role.USER, List.of(new Part.Text("a")));
        ChatRequest request = request(List.of(user), Tooling.NONE, AnswerWish.DEFAULT, Sampling.DEFAULT);

        JsonNode json = write(request.withThinking(thinking), Set.of(), new Losses());

        assertThat(json.path("reasoning_effort").textValue()).isEqualTo(written);
    }

    @Test
    void olderFunctionsAreReadAsTools() {
        ChatRequest request = CHAT.readRequest(Calls.chat(
                "{\"model\":\"m\",\"functions\":[{\"name\":\"f\",\"parameters\":{}}],\"function_call\":{\"name\":\"f\"},"
                        + "\"messages\":[{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}},{\"role\":\"function\",\"name\":\"f\",\"content\":\"1\"}]}"));

        assertThat(request.tooling().tools()).hasSize(1);
        Part.ToolUse use = (Part.ToolUse) request.messages().get(0).parts().getFirst();
        Part.ToolResult result =
                (Part.ToolResult) request.messages().get(1).parts().getFirst();
        assertThat(result.callId()).isEqualTo(use.id()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"robot\",\"content\":\"\"} | messages[0].role",
                "{\"role\":\"user\",\"content\":7} | messages[0].content",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]} | messages[0].content[0].text",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]} | messages[0].content[0].image_url.url",
                "{\"role\":\"tool\",\"content\":\"\"} | messages[0].tool_call_id",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{}}]} | messages[0].tool_calls[0].id"
            })
    void whatACallerSentWrongIsNamed(String message, String path) {
        String body = "{\"model\":\"m\",\"messages\":[" + message + "]}";

        assertThatThrownBy(() -> CHAT.readRequest(Calls.chat(body)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().param()).isEqualTo(path));
    }

    private static Frame frame(String name, String data) {
        return new Frame(name, false, Bytes.utf8(data), Bytes.utf8(data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {\"error\":{\"message\":\"no\",\"code\":502},\"choices\":[]}",
                "error | {\"message\":\"failed\"}",
                "'' | {\"object\":\"error\",\"message\":\"no\"}"
            })
    void anErrorInAStreamIsAFailure(String name, String data) {
        EventReader reader = CHAT.eventReader(Set.of());

        reader.read(frame(name, data), event -> {});

        assertThat(reader.failure()).isNotNull();
        assertThat(reader.isOver()).isTrue();
        assertThat(reader.isComplete()).isFalse();
    }

    @Test
    void anAnswerIsNotCompleteBeforeItsFinishReason() {
        EventReader reader = CHAT.eventReader(Set.of());
        List<ChatEvent> events = new ArrayList<>();

        reader.read(frame("", "{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"), events::add);
        boolean before = reader.isComplete();
        reader.read(frame("", "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"), events::add);

        assertThat(before).isFalse();
        assertThat(reader.isComplete()).isTrue();
        assertThat(reader.isOver()).isFalse();
        assertThat(events.getLast()).isInstanceOf(ChatEvent.Finished.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "[1]", "7", "no json", "{\"choices\":[{\"index\":-1,\"delta\":{}}]}"})
    void anEventThatMakesNoSenseIsTheUpstreamsFault(String data) {
        EventReader reader = CHAT.eventReader(Set.of());

        assertThatThrownBy(() -> reader.read(frame("", data), event -> {})).isInstanceOf(GatewayException.class);
    }

    @Test
    void usageComesInAChunkOfItsOwnToThoseWhoAsked() {
        EventSink sink = new EventSink(Framing.SSE);
        EventWriter writer = CHAT.eventWriter(Calls.streamed(true), new Losses());

        writer.write(new ChatEvent.Began("", "m", 0, Extras.NONE), sink);
        writer.write(new ChatEvent.PartBegan(0, 0, new Part.ToolUse("c", "f", "", false, Notes.NONE)), sink);
        writer.write(new ChatEvent.PartEnded(0, 0), sink);
        writer.write(new ChatEvent.Reported(new Usage(1, 2, 0, 3, 0)), sink);
        writer.write(new ChatEvent.Finished(0, Finish.of(Finish.Reason.TOOL_USE), Extras.NONE), sink);
        writer.end(sink);

        List<String> events = List.of(sink.take().utf8().strip().split("\n\n", -1));
        assertThat(events).hasSize(6);
        assertThat(events.get(0)).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}", "\"usage\":null");
        assertThat(events.get(1)).contains("\"id\":\"c\"", "\"arguments\":\"\"", "\"index\":0");
        assertThat(events.get(2)).contains("[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]");
        assertThat(events.get(3)).contains("\"delta\":{}", "\"finish_reason\":\"tool_calls\"");
        assertThat(events.get(4)).contains("\"choices\":[]", "\"prompt_tokens\":3");
        assertThat(events.get(5)).isEqualTo("data: [DONE]");
    }
}
