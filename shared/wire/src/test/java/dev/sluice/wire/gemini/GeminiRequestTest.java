package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
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
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeminiRequestTest {
    private static final String SIGNATURE = "c2lnbmF0dXJl";

    private final Losses losses = new Losses();

    private static ChatRequest conversation(Message... messages) {
        return new ChatRequest(
                "m",
                List.of(messages),
                Tooling.NONE,
                Sampling.DEFAULT,
                AnswerWish.DEFAULT,
                null,
                Service.DEFAULT,
                false,
                false,
                Extras.NONE);
    }

    private static Message user(String text) {
        return new Message(Role.USER, List.of(new Part.Text(text)));
    }

    private static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    private static Message result(String id, Part... content) {
        return new Message(Role.TOOL, List.of(new Part.ToolResult(id, null, List.of(content), false, Notes.NONE)));
    }

    private static Part.ToolUse use(String id, @Nullable Seal seal) {
        return new Part.ToolUse(id, "weather", "{\"city\":\"Paris\"}", false, Notes.NONE.with(seal));
    }

    @Test
    void namesMayBeWrittenInEitherWay() {
        ChatRequest request =
                Talks.request("{'system_instruction':{'parts':{'text':'Be terse.'}},'contents':[{'parts':["
                        + "{'inline_data':{'mime_type':'image/png','data':'AA=='}},{'function_call':{'name':'f','args':{'my_arg':1}}}]}],"
                        + "'generation_config':{'max_output_tokens':5,'response_mime_type':'application/json','response_schema':"
                        + "{'type':'OBJECT','properties':{'my_name':{'type':'STRING','any_of':[]}}}}}");

        assertThat(request.messages().getFirst())
                .isEqualTo(new Message(Role.SYSTEM, List.of(new Part.Text("Be terse."))));
        assertThat(request.answer().maxTokens()).isEqualTo(5);
        JsonNode written = Talks.written(request, Talks.OLD, losses);
        assertThat(written.at("/contents/0/parts/0/inlineData/mimeType").asText())
                .isEqualTo("image/png");
        assertThat(written.at("/contents/0/parts/1/functionCall/args/my_arg").asInt())
                .isEqualTo(1);
        assertThat(written.at("/generationConfig/responseSchema/properties/my_name/anyOf")
                        .isArray())
                .isTrue();
    }

    @Test
    void aMemberInBothWaysIsRefused() {
        assertThatThrownBy(
                        () -> Talks.request("{'contents':[{'parts':[{'text':'a'}]}],'tool_config':{},'toolConfig':{}}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("toolConfig");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> Talks.request("{'contents':[{'parts':[{'text':'a'},{'text':7}]}]}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("contents[0].parts[1].text");
        assertThatThrownBy(() -> Talks.request("{'contents':[{'role':'assistant','parts':[{'text':'a'}]}]}"))
                .hasMessageContaining("contents[0].role");
    }

    @Test
    void googlesSchemaIsReadAsJsonSchema() {
        ChatRequest request = Talks.request(
                "{'contents':[{'parts':[{'text':'a'}]}],'tools':[{'functionDeclarations':[{'name':'f',"
                        + "'parameters':{'type':'OBJECT','properties':{'n':{'type':'INTEGER','nullable':true},"
                        + "'l':{'type':'ARRAY','items':{'type':'STRING'},'maxItems':'3'}},'propertyOrdering':['n']}}]}]}");

        Tool.Function tool = (Tool.Function) request.tooling().tools().getFirst();

        RawJson parameters = Objects.requireNonNull(tool.parameters());
        assertThat(Talks.tree(parameters.text()))
                .isEqualTo(Talks.tree("{'type':'object','properties':{'n':{'type':['integer','null']},"
                        + "'l':{'type':'array','items':{'type':'string'},'maxItems':3}}}"));
    }

    @Test
    void callsWithoutIdsGetOnesThatTheirResultsShare() {
        ChatRequest request =
                Talks.request("{'contents':[{'role':'model','parts':[{'functionCall':{'name':'a','args':{}}},"
                        + "{'functionCall':{'name':'b','args':{}}},{'functionCall':{'name':'a','args':{}}}]},{'role':'user','parts':["
                        + "{'functionResponse':{'name':'b','response':{'output':'2'}}},"
                        + "{'functionResponse':{'name':'a','response':{'output':'1'}}},"
                        + "{'functionResponse':{'name':'a','response':{'output':'3'}}}]}]}");

        List<String> calls = request.messages().getFirst().parts().stream()
                .map(part -> ((Part.ToolUse) part).id())
                .toList();
        List<String> results = request.messages().getLast().parts().stream()
                .map(part -> ((Part.ToolResult) part).callId())
                .toList();

        assertThat(calls).doesNotHaveDuplicates();
        assertThat(results).containsExactly(calls.get(1), calls.get(0), calls.get(2));
        assertThat(Talks.written(request, Talks.OLD, losses).toString()).doesNotContain("\"id\"");
    }

    @Test
    void aResultGoesBackByTheNameOfItsCall() {
        ChatRequest request = conversation(
                user("Weather?"),
                assistant(use("call_1", null), use("call_2", null)),
                result("call_1", new Part.Text("18 degrees")),
                result("call_2", new Part.Text("{\"degrees\":18}")));

        JsonNode contents = Talks.written(request, Talks.OLD, losses).path("contents");

        assertThat(contents.size()).isEqualTo(3);
        assertThat(contents.path(2))
                .isEqualTo(Talks.tree("{'role':'user','parts':[{'functionResponse':{'id':'call_1','name':'weather',"
                        + "'response':{'output':'18 degrees'}}},{'functionResponse':{'id':'call_2','name':'weather',"
                        + "'response':{'degrees':18}}}]}"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void picturesInResultsStandBesideThemForOlderModels() {
        Part picture = new Part.Image(new Source.Inline("image/png", "AA=="), null, Notes.NONE);
        ChatRequest request = conversation(user("?"), assistant(use("c", null)), result("c", picture));

        JsonNode parts = Talks.written(request, Talks.OLD, losses).at("/contents/2/parts");

        assertThat(parts.path(0).path("functionResponse").has("parts")).isFalse();
        assertThat(parts.path(1).has("inlineData")).isTrue();
        assertThat(losses.all()).containsExactly(Loss.TOOL_RESULT_PART);
    }

    @Test
    void aSignatureReturnsOnTheCallItCameWith() {
        ChatRequest request = conversation(user("?"), assistant(use("c", new Seal(Dialect.GEMINI, SIGNATURE))));

        JsonNode call = Talks.written(request, Talks.NEW, losses).at("/contents/1/parts/0");

        assertThat(call.path("thoughtSignature").asText()).isEqualTo(SIGNATURE);
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void aCurrentCallWithoutSignatureGetsTheDocumentedDummyForNewModelsOnly() {
        ChatRequest request = conversation(
                user("?"),
                assistant(use("a", null)),
                user("and now?"),
                assistant(use("b", new Seal(Dialect.ANTHROPIC, "x")), use("c", null)),
                result("b", new Part.Text("1")),
                result("c", new Part.Text("2")));

        JsonNode contents = Talks.written(request, Talks.NEW, losses).path("contents");

        assertThat(contents.at("/1/parts/0").has("thoughtSignature")).isFalse();
        assertThat(contents.at("/3/parts/0/thoughtSignature").asText()).isEqualTo("skip_thought_signature_validator");
        assertThat(contents.at("/3/parts/1").has("thoughtSignature")).isFalse();
        assertThat(losses.all()).containsExactly(Loss.SEAL);
        assertThat(Talks.written(request, Talks.OLD, new Losses()).toString()).doesNotContain("thoughtSignature");
    }

    @Test
    void thoughtsOfOthersComeBackFromAClientInOnePieceWithTheirSeal() {
        Seal seal = new Seal(Dialect.ANTHROPIC, "EqQB/sig==");
        String wrapped = Seals.write(seal, Dialect.GEMINI);
        ChatRequest request = Talks.request("{'contents':[{'role':'user','parts':[{'text':'?'}]},"
                + "{'role':'model','parts':[{'text':'I ','thought':true}]},"
                + "{'role':'model','parts':[{'text':'look.','thought':true}]},"
                + "{'role':'model','parts':[{'text':'','thought':true,'thoughtSignature':'" + wrapped + "'}]},"
                + "{'role':'model','parts':[{'functionCall':{'id':'toolu_1','name':'f','args':{}}}]}]}");

        assertThat(request.messages()).hasSize(2);
        assertThat(request.messages().getLast().parts().getFirst())
                .isEqualTo(new Part.Reasoning("I look.", true, Notes.NONE.with(seal)));
        assertThat(Talks.written(request, Talks.OLD, losses).toString()).doesNotContain(wrapped);
        assertThat(losses.all()).containsExactly(Loss.SEAL);
    }

    @Test
    void effortsBecomeLevelsOrBudgets() {
        Thinking low = new Thinking(null, "low", null, null, null, Extras.NONE);
        Thinking none = new Thinking(null, "none", null, null, null, Extras.NONE);

        assertThat(thinking(low, true)).isEqualTo(Talks.tree("{'thinkingLevel':'LOW','includeThoughts':true}"));
        assertThat(thinking(low, false)).isEqualTo(Talks.tree("{'thinkingBudget':1024,'includeThoughts':true}"));
        assertThat(thinking(none, false)).isEqualTo(Talks.tree("{'thinkingBudget':0}"));
        assertThat(losses.list()).isEmpty();
        assertThat(thinking(none, true)).isEqualTo(Talks.tree("{'thinkingLevel':'LOW'}"));
        assertThat(losses.all()).containsExactly(Loss.THINKING);
    }

    private JsonNode thinking(Thinking thinking, boolean newModel) {
        ChatRequest request = conversation(user("?")).withThinking(thinking);
        return Talks.written(request, newModel ? Talks.NEW : Talks.OLD, losses).at("/generationConfig/thinkingConfig");
    }

    @Test
    void whatGeminiCannotSayIsNamed() {
        Tool strict = new Tool.Function("f", null, RawJson.EMPTY_OBJECT, true, Notes.NONE);
        Tool custom = new Tool.Custom("c", null, null, Notes.NONE);
        Tool hosted = new Tool.Hosted(Dialect.OPENAI, "web_search", RawJson.EMPTY_OBJECT, Notes.NONE);
        AnswerFormat schema = new AnswerFormat.Schema("place", null, RawJson.EMPTY_OBJECT, true);
        ChatRequest request = new ChatRequest(
                "m",
                List.of(
                        user("?"),
                        assistant(new Part.Refusal("No.", Notes.NONE)),
                        new Message(Role.USER, List.of(new Part.Text("hi")), "Ann", Notes.NONE)),
                new Tooling(List.of(strict, custom, hosted), null, false),
                new Sampling(null, null, null, 1L << 40, null, null),
                new AnswerWish(null, List.of(), schema, null, null, null, List.of(), "low"),
                null,
                new Service("scale", "user-1", "key", new RawJson("{\"a\":\"b\"}")),
                false,
                false,
                new Extras(Dialect.OPENAI, new RawJson("{\"x\":1}")));

        JsonNode written = Talks.written(request, Talks.OLD, losses);

        assertThat(written.at("/tools/0/functionDeclarations").size()).isEqualTo(2);
        assertThat(losses.all())
                .containsExactlyInAnyOrder(
                        Loss.STRICT,
                        Loss.CUSTOM_TOOL,
                        Loss.HOSTED_TOOL,
                        Loss.PARALLEL_TOOLS,
                        Loss.SEED,
                        Loss.VERBOSITY,
                        Loss.SERVICE_TIER,
                        Loss.USER,
                        Loss.CACHE_MARK,
                        Loss.METADATA,
                        Loss.REFUSAL,
                        Loss.NAME,
                        Loss.ANSWER_FORMAT,
                        Loss.FIELD);
    }
}
