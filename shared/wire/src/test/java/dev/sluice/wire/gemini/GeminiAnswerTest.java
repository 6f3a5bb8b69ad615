package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.dialects.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiAnswerTest {
    private final Losses losses = new Losses();

    private static ChatResponse answer(String candidate, String usage) {
        return Talks.response("{'candidates':[" + candidate + "],'usageMetadata':" + usage + ",'responseId':'r-1'}");
    }

    private static ChatResponse said(Finish finish, @Nullable Usage usage, Part... parts) {
        Choice choice = new Choice(0, List.of(parts), finish, List.of(), Extras.NONE);
        return new ChatResponse("id-1", "other-model", 0, List.of(choice), usage, Extras.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "'STOP', STOP",
        "1, STOP",
        "2, LENGTH",
        "'MAX_TOKENS', LENGTH",
        "'SAFETY', FILTERED",
        "'MODEL_ARMOR', FILTERED",
        "'RECITATION', FILTERED",
        "'SPII', FILTERED",
        "'MISSING_THOUGHT_SIGNATURE', FAILED",
        "'LANGUAGE', OTHER",
        "'SOMETHING_NEW', OTHER"
    })
    void everyReasonIsUnderstood(String raw, Finish.Reason reason) {
        String value = Character.isDigit(raw.charAt(0)) ? raw : "'" + raw + "'";

        ChatResponse response = answer("{'content':{'parts':[{'text':'a'}]},'finishReason':" + value + "}", "{}");

        assertThat(response.choices().getFirst().finish())
                .extracting(Finish::reason)
                .isEqualTo(reason);
    }

    @Test
    void stoppingWithACallIsToolUse() {
        ChatResponse response = answer(
                "{'content':{'parts':[{'functionCall':{'name':'f','args':{'a':1}}}]},'finishReason':'STOP'}", "{}");

        assertThat(response.choices().getFirst().finish())
                .isEqualTo(Finish.of(Finish.Reason.TOOL_USE, Dialect.GEMINI, "STOP"));
    }

    @Test
    void usageIsInDisjointClasses() {
        ChatResponse response = answer(
                "{'finishReason':'STOP'}",
                "{'promptTokenCount':100,'cachedContentTokenCount':80,'candidatesTokenCount':7,'thoughtsTokenCount':5,"
                        + "'toolUsePromptTokenCount':3,'totalTokenCount':115}");

        assertThat(response.usage()).isEqualTo(new Usage(23, 80, 0, 7, 5));
    }

    @ParameterizedTest
    @CsvSource({"-1", "99999999999", "1.5", "\"many\""})
    void absurdUsageIsNone(String count) {
        assertThat(answer("{'finishReason':'STOP'}", "{'promptTokenCount':" + count + "}")
                        .usage())
                .isNull();
    }

    @Test
    void anAnswerWithoutCandidatesIsNone() {
        assertThatThrownBy(() -> Talks.response("{'usageMetadata':{'promptTokenCount':1}}"))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> Talks.response("{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}"))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void sourcesAreTiedToCharacters() {
        ChatResponse response = answer(
                "{'content':{'parts':[{'text':'Zürich 🌊 rains.'}]},'finishReason':'STOP','groundingMetadata':{"
                        + "'groundingChunks':[{'web':{'uri':'https://example.org','title':'T'}}],'groundingSupports':[{"
                        + "'segment':{'startIndex':8,'endIndex':19},'groundingChunkIndices':[0]}]}}",
                "{}");

        Part.Text text = (Part.Text) response.choices().getFirst().parts().getFirst();

        assertThat(text.citations())
                .containsExactly(new Citation("https://example.org", "T", null, null, 7, 16, Extras.NONE));
    }

    @Test
    void sourcesOfOthersAreWrittenAsGrounding() {
        Citation citation = new Citation("https://example.org", "T", null, null, 7, 9, Extras.NONE);
        Part text = new Part.Text("Zürich 🌊 rains.", List.of(citation), Notes.NONE);

        JsonNode written = Talks.written(said(Finish.of(Finish.Reason.STOP), null, text), losses);

        assertThat(written.at("/candidates/0/groundingMetadata/groundingSupports/0/segment"))
                .isEqualTo(Talks.tree("{'startIndex':8,'endIndex':12,'text':'🌊'}"));
        assertThat(written.at("/candidates/0/groundingMetadata/groundingChunks/0/web/uri")
                        .asText())
                .isEqualTo("https://example.org");
    }

    @Test
    void sealsOfOthersReachTheClientWrapped() {
        Seal seal = new Seal(Dialect.ANTHROPIC, "EqQB==");
        ChatResponse response = said(
                Finish.of(Finish.Reason.TOOL_USE),
                new Usage(1, 2, 3, 4, 5),
                new Part.Reasoning("Hm.", false, Notes.NONE.with(seal)),
                new Part.ToolUse("toolu_1", "f", "{\"a\":1}", false, Notes.NONE));

        JsonNode parts = Talks.written(response, losses).at("/candidates/0/content/parts");

        String wrapped = Seals.write(seal, Dialect.GEMINI);
        assertThat(parts)
                .isEqualTo(Talks.tree("[{'text':'Hm.','thought':true,'thoughtSignature':'" + wrapped + "'},"
                        + "{'functionCall':{'id':'toolu_1','name':'f','args':{'a':1}}}]"));
        assertThat(losses.all()).containsExactly(Loss.USAGE_CLASS);
    }

    @Test
    void aStreamOfOthersIsTextAtOnceCallsWholeAndTheEndLast() {
        Seal seal = new Seal(Dialect.ANTHROPIC, "EqQB==");
        List<ChatEvent> events = List.of(
                new ChatEvent.Began("id-1", "other-model", 0, Extras.NONE),
                new ChatEvent.Reported(new Usage(10, 0, 0, 1, 0)),
                new ChatEvent.PartBegan(0, 0, new Part.Reasoning("", false, Notes.NONE)),
                new ChatEvent.Delta(0, 0, "Hm"),
                new ChatEvent.Sealed(0, 0, seal),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartBegan(0, 1, new Part.ToolUse("t1", "f", "", false, Notes.NONE)),
                new ChatEvent.PartBegan(0, 2, new Part.ToolUse("t2", "g", "", false, Notes.NONE)),
                new ChatEvent.Delta(0, 1, "{\"a\""),
                new ChatEvent.Delta(0, 2, "{}"),
                new ChatEvent.Delta(0, 1, ":1}"),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.PartEnded(0, 2),
                new ChatEvent.Finished(0, Finish.of(Finish.Reason.TOOL_USE), Extras.NONE),
                new ChatEvent.Reported(new Usage(10, 2, 0, 7, 0)));

        String array = Talks.array(events, losses);
        JsonNode written = Talks.tree(array);

        String wrapped = Seals.write(seal, Dialect.GEMINI);
        assertThat(written.findValues("parts"))
                .containsExactly(
                        Talks.tree("[{'text':'Hm','thought':true}]"),
                        Talks.tree("[{'text':'','thought':true,'thoughtSignature':'" + wrapped + "'}]"),
                        Talks.tree("[{'functionCall':{'id':'t1','name':'f','args':{'a':1}}}]"),
                        Talks.tree("[{'functionCall':{'id':'t2','name':'g','args':{}}}]"));
        assertThat(written.path(4))
                .isEqualTo(Talks.tree("{'candidates':[{'index':0,'finishReason':'STOP'}],'usageMetadata':{"
                        + "'promptTokenCount':12,'candidatesTokenCount':7,'totalTokenCount':19,'cachedContentTokenCount':2},"
                        + "'modelVersion':'other-model','responseId':'id-1'}"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void aRedactedThoughtIsAnEmptyOneWithItsSeal() {
        Seal seal = new Seal(Dialect.ANTHROPIC, "redacted");
        ChatResponse response =
                said(Finish.of(Finish.Reason.STOP), null, new Part.Reasoning("", false, Notes.NONE.with(seal)));

        JsonNode written = Talks.tree(Talks.array(Streams.events(response), losses));

        assertThat(written.at("/0/candidates/0/content/parts/0"))
                .isEqualTo(Talks.tree(
                        "{'text':'','thought':true,'thoughtSignature':'" + Seals.write(seal, Dialect.GEMINI) + "'}"));
    }

    @Test
    void idsOfCallsAreTheSameForTheSameAnswerAndDifferForOthers() {
        String candidate = "{'content':{'parts':[{'functionCall':{'name':'f','args':{}}},"
                + "{'functionCall':{'name':'f','args':{}}}]},'finishReason':'STOP'}";
        List<String> ids = new ArrayList<>();
        for (String id : List.of("r-1", "r-1", "r-2")) {
            ChatResponse response = Talks.response("{'candidates':[" + candidate + "],'responseId':'" + id + "'}");
            for (Part part : response.choices().getFirst().parts()) {
                ids.add(((Part.ToolUse) part).id());
            }
        }

        assertThat(ids.subList(0, 2)).isEqualTo(ids.subList(2, 4));
        assertThat(ids.subList(2, 6)).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,40}"));
    }

    @Test
    void aStreamIsCompleteWhenAllItsCandidatesHaveEnded() {
        EventReader reader = Talks.CODEC.chat().eventReader(Set.of());

        read(
                reader,
                "{'candidates':[{'index':0,'finishReason':'STOP'},{'index':1,'content':{'parts':[{'text':'a'}]}}]}");
        boolean early = reader.isComplete();
        read(reader, "{'candidates':[{'index':1,'finishReason':'STOP'}]}");

        assertThat(early).isFalse();
        assertThat(reader.isComplete()).isTrue();
        assertThat(reader.isOver()).isFalse();
    }

    @Test
    void anErrorInAStreamIsAFailure() {
        EventReader reader = Talks.CODEC.chat().eventReader(Set.of());

        read(reader, "{'error':{'code':429,'message':'Slow down.','status':'RESOURCE_EXHAUSTED'}}");

        assertThat(reader.failure()).isNotNull();
        assertThat(reader.isComplete()).isFalse();
    }

    private static void read(EventReader reader, String data) {
        Bytes bytes = Bytes.utf8(data.replace('\'', '"'));
        reader.read(new Frame("", false, bytes, bytes), event -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'candidates':7}",
                "{'candidates':[7]}",
                "{'candidates':[{'index':-1}]}",
                "{'candidates':[{'content':{'parts':[{'text':{}}]}}]}",
                "{'candidates':[{'content':{'parts':[7]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','willContinue':true,'partialArgs':[{'jsonPath':'$[99999]'}]}}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','partialArgs':[{}]}}]}}]}",
                "[]",
                "nonsense"
            })
    void nonsenseIsAGatewayException(String data) {
        EventReader reader = Talks.CODEC.chat().eventReader(Set.of());

        assertThatThrownBy(() -> read(reader, data)).isInstanceOf(GatewayException.class);
    }
}
