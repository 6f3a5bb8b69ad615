package dev.sluice.wire.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiCodec;
import dev.sluice.wire.relay.Relay;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Vendors' own shapes: tools, losses, failures, and streams that are cut anywhere. What else they say is in the samples. */
class AdaptedTest {
    private static final String TOOLS = """
            {"model":"m","stream":%s,"tool_choice":"auto","tools":[{"type":"function","function":{"name":"weather",\
            "description":"d","parameters":{"type":"object","properties":{"the_city":{"type":"string"}}}}}],"messages":[\
            {"role":"system","content":"Be brief."},{"role":"user","content":"Rain?"},\
            {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":\
            {"name":"weather","arguments":"{\\"the_city\\":\\"Bonn\\"}"}}]},\
            {"role":"tool","tool_call_id":"c1","content":"dry"}]}""";

    @Test
    void ollamaIsOfferedToolsAndToldTheirResultsByName() {
        JsonNode request = request(Adapter.OLLAMA, TOOLS.formatted(false));

        assertThat(request.at("/tools/0/function/name").asText()).isEqualTo("weather");
        assertThat(request.at("/messages/2/tool_calls/0/function/arguments/the_city")
                        .asText())
                .isEqualTo("Bonn");
        assertThat(request.at("/messages/3/tool_name").asText()).isEqualTo("weather");
    }

    @ParameterizedTest
    @CsvSource({"none, false", "minimal, low", "low, low", "medium, medium", "high, high", "xhigh, high"})
    void anEffortBecomesOneOfOllamasLevels(String effort, String think) {
        String asked = plain(false).replace("{\"model\"", "{\"reasoning_effort\":\"" + effort + "\",\"model\"");

        assertThat(request(Adapter.OLLAMA, asked).path("think").asText()).isEqualTo(think);
    }

    @Test
    void baiduIsOfferedFunctionsAndToldWhichOneAnswered() {
        JsonNode request = request(Adapter.BAIDU, TOOLS.formatted(false));

        assertThat(request.path("system").asText()).isEqualTo("Be brief.");
        assertThat(request.at("/functions/0/name").asText()).isEqualTo("weather");
        assertThat(request.at("/messages/1/function_call/arguments").asText()).isEqualTo("{\"the_city\":\"Bonn\"}");
        assertThat(request.at("/messages/2").toString())
                .isEqualTo("{\"role\":\"function\",\"name\":\"weather\",\"content\":\"dry\"}");
    }

    @Test
    void tencentsMembersHaveCapitalsButNotTheSchemaInsideThem() {
        JsonNode request = request(Adapter.TENCENT, TOOLS.formatted(true));

        assertThat(request.path("Stream").asBoolean()).isTrue();
        assertThat(request.at("/Tools/0/Function/Parameters").asText()).contains("\"the_city\"");
        assertThat(request.at("/Messages/2/ToolCalls/0/Function/Arguments").asText())
                .isEqualTo("{\"the_city\":\"Bonn\"}");
        assertThat(request.at("/Messages/3/ToolCallId").asText()).isEqualTo("c1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "END"          | END
            ["END"]        | END
            ["END","STOP"] |
            """)
    void theOnlyTextToStopAtGoesToReplicateAndOfSeveralNone(String stop, @Nullable String sent) {
        String asked = plain(false).replace("{\"model\"", "{\"stop\":" + stop + ",\"model\"");
        Relay relay = relay(Adapter.REPLICATE, asked);
        JsonNode request = JsonTree.parse(relay.request()).orElseThrow();

        assertThat(request.at("/input/stop_sequences").textValue()).isEqualTo(sent);
        assertThat(relay.losses().list().contains("stop")).isEqualTo(sent == null);
    }

    @Test
    void dashScopeIsAskedInParameters() {
        JsonNode request = request(Adapter.DASHSCOPE, TOOLS.formatted(true));

        assertThat(request.at("/parameters/tools/0/function/name").asText()).isEqualTo("weather");
        assertThat(request.at("/parameters/incremental_output").asBoolean()).isTrue();
        assertThat(request.at("/input/messages/3/content").asText()).isEqualTo("dry");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OLLAMA    | {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"a":1}}}]},"done":true,"done_reason":"stop"}
            DASHSCOPE | {"output":{"choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"weather","arguments":"{\\"a\\":1}"}}]}}]}}
            BAIDU     | {"id":"as-1","result":"","finish_reason":"function_call","function_call":{"name":"weather","arguments":"{\\"a\\":1}"}}
            TENCENT   | {"Response":{"Choices":[{"FinishReason":"tool_calls","Message":{"Role":"assistant","Content":"","ToolCalls":[{"Id":"c","Type":"function","Function":{"Name":"weather","Arguments":"{\\"a\\":1}"}}]}}]}}
            """)
    void aCallOfAToolComesBackAsOne(Adapter adapter, String answer) {
        String heard =
                hear(adapter, plain(false), false, answer.replace("\\\\", "\\")).text();
        JsonNode choice = JsonTree.parse(heard).orElseThrow().at("/choices/0");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/tool_calls/0/function/name").asText()).isEqualTo("weather");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void callsOfToolsInLinesAreNumbered() {
        String line = "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":"
                + "{\"name\":\"%s\",\"arguments\":{}}}]},\"done\":false}\n";
        Heard heard = hear(
                Adapter.OLLAMA,
                plain(true),
                true,
                line.formatted("one") + line.formatted("two")
                        + "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n");

        assertThat(heard.text())
                .contains("\"id\":\"call_0\"", "\"name\":\"one\"")
                .contains("\"id\":\"call_1\"", "\"index\":1")
                .contains("\"finish_reason\":\"tool_calls\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OLLAMA          | 404 | {"error":"model 'm' not found"}                                    | MODEL_UNKNOWN
            OLLAMA          | 400 | {"error":"prompt too long"}                                        | REQUEST_AT_FAULT
            DASHSCOPE       | 429 | {"code":"Throttling.RateQuota","message":"slow down"}              | LIMITED
            DASHSCOPE       | 400 | {"code":"DataInspectionFailed","message":"no"}                     | REQUEST_AT_FAULT
            BAIDU           | 0   | {"error_code":18,"error_msg":"Open api qps request limit reached"} | LIMITED
            BAIDU           | 0   | {"error_code":17,"error_msg":"Open api daily request limit"}       | OUT_OF_QUOTA
            BAIDU           | 0   | {"error_code":336003,"error_msg":"the length of messages"}         | REQUEST_AT_FAULT
            BAIDU           | 0   | {"error_code":336100,"error_msg":"try again"}                      | FAILED
            TENCENT         | 0   | {"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"x"}}} | LIMITED
            TENCENT         | 0   | {"Response":{"Error":{"Code":"InvalidParameterValue","Message":"x"}}} | REQUEST_AT_FAULT
            TENCENT         | 0   | {"Response":{"Error":{"Code":"InternalError","Message":"x"}}}      | FAILED
            DIFY            | 400 | {"code":"invalid_param","message":"x","status":400}                | REQUEST_AT_FAULT
            COZE            | 0   | {"code":4000,"msg":"bot_id is required"}                           | REQUEST_AT_FAULT
            COZE            | 0   | {"code":4013,"msg":"limit"}                                        | LIMITED
            REPLICATE       | 201 | {"id":"p","status":"failed","error":"out of memory"}               | FAILED
            AIPROXY_LIBRARY | 0   | {"success":false,"message":"key","errCode":401}                    | KEY_REFUSED
            DEEPL           | 403 | {"message":"Forbidden"}                                            | KEY_REFUSED
            DEEPL           | 456 | {"message":"Quota Exceeded"}                                       | OUT_OF_QUOTA
            """)
    void aFailureIsTakenForWhatItIsWhereverItStands(Adapter adapter, int status, String body, Verdict verdict) {
        Verdict taken = status < 300
                ? Adapted.codec(adapter)
                        .readFailure(Bytes.utf8(body))
                        .orElseThrow()
                        .verdict()
                : Adapted.codec(adapter)
                        .readError(status, Map.of(), Bytes.utf8(body))
                        .verdict();

        assertThat(taken).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BAIDU | data: {"error_code":18,"error_msg":"limit"}                                      | LIMITED
            DIFY  | data: {"event":"error","status":400,"code":"invalid_param","message":"x"}        | REQUEST_AT_FAULT
            COZE  | event:conversation.chat.failed~data:{"status":"failed","last_error":{"code":5000,"msg":"x"}} | FAILED
            TENCENT | data: {"ErrorMsg":{"Code":4001,"Msg":"x"}}                                     | REQUEST_AT_FAULT
            REPLICATE | event:error~data:{"detail":"out of memory"}                                  | FAILED
            REPLICATE | event:error~data:out of memory                                               | FAILED
            REPLICATE | event:done~data:{"reason":"canceled"}                                        | FAILED
            """)
    void aFailureInTheMiddleOfAStreamEndsIt(Adapter adapter, String event, Verdict verdict) {
        Heard heard = hear(adapter, plain(true), true, event.replace('~', '\n') + "\n\n");

        assertThat(heard.ending()).isInstanceOf(Broken.class);
        assertThat(((Broken) Objects.requireNonNull(heard.ending())).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatAModelOfReplicateWritesIsTextWhateverItLooksLike() {
        String events = """
                event: output
                data: {"error":"none"}

                event: output
                data:
                data:  x

                event: logs
                data: loading

                event: done
                data: {}

                """;

        Heard heard = hear(Adapter.REPLICATE, plain(true), true, events);

        assertThat(heard.text())
                .contains("{\\\"error\\\":\\\"none\\\"}", "\"\\n x\"")
                .doesNotContain("loading");
        assertThat(finished(heard).usage()).isNull();
    }

    @Test
    void whatReplicateSaysAfterwardsOfAStreamIsItsUsage() {
        Bytes prediction = Bytes.utf8("""
                {"id":"p","status":"succeeded","output":["Hi"],"metrics":{"input_token_count":3,"output_token_count":5}}""");
        String events = """
                event: output
                data: Hi

                event: done
                data: {}

                """;
        Bytes closing = Adapted.codec(Adapter.REPLICATE).tickets().orElseThrow().closing(prediction);

        Heard heard = hear(Adapter.REPLICATE, plain(true), true, events + closing.utf8());

        assertThat(heard.text()).containsOnlyOnce("\"content\":\"Hi\"").contains("[DONE]");
        assertThat(finished(heard).usage()).isEqualTo(new Usage(3, 0, 0, 5, 0));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoAnswerIsAFailureAndNeverThrows(Adapter adapter) {
        for (String body : new String[] {"{}", "[]", "null", "{\"output\":3}", "not JSON", "{\"choices\":[]}"}) {
            assertThat(hear(adapter, plain(false), false, body).ending())
                    .as(adapter + " " + body)
                    .isInstanceOf(Broken.class);
            assertThat(hear(adapter, plain(true), true, "data: " + body + "\n\n")
                            .ending())
                    .as(adapter + " streamed " + body)
                    .isInstanceOf(Broken.class);
        }
    }

    @Test
    void aStreamThatIsCutIsNotTakenForWhole() {
        Heard heard =
                hear(Adapter.OLLAMA, plain(true), true, "{\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"}}\n");

        assertThat(heard.ending()).isInstanceOf(Broken.class);
    }

    @Test
    void whatAVendorCannotBeAskedIsLostByName() {
        Relay relay = relay(Adapter.DIFY, TOOLS.formatted(false));
        relay.request();

        assertThat(relay.losses().list()).contains("tools", "tool-choice", "place");
    }

    @Test
    void anApplicationThatRemembersIsAskedTheLastThingOnly() {
        String asked = """
                {"model":"m","conversation_id":"c-1","messages":[{"role":"user","content":"One?"},\
                {"role":"assistant","content":"One."},{"role":"user","content":"Two?"}]}""";

        JsonNode request = request(Adapter.DIFY, asked);

        assertThat(request.path("query").asText()).isEqualTo("Two?");
        assertThat(request.path("conversation_id").asText()).isEqualTo("c-1");
    }

    @Test
    void whatAVendorsWholeAnswerSaysIsToldInEventsWhereTheyAreWanted() {
        Heard heard = hear(
                Adapter.DEEPL, plain(true), false, "{\"translations\":[{\"text\":\"Hallo\",\"billed_characters\":5}]}");

        assertThat(heard.text()).contains("\"content\":\"Hallo\"");
        assertThat(((Finished) Objects.requireNonNull(heard.ending())).usage())
                .satisfies(usage ->
                        assertThat(Objects.requireNonNull(usage).rare().units()).containsEntry("character", 5L));
    }

    @Test
    void picturesOfDataGoToOllamaAsTheyAreAndAddressesAreLost() {
        String request = """
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What?"},\
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},\
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""";
        Relay relay = relay(Adapter.OLLAMA, request);

        assertThat(JsonTree.parse(relay.request())
                        .orElseThrow()
                        .at("/messages/0/images")
                        .toString())
                .isEqualTo("[\"AAAA\"]");
        assertThat(relay.losses().list()).contains("image");
    }

    @Test
    void whereAVendorSaysHalfOfWhatWasUsedItSaysNothing() {
        String answer =
                "{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":true,\"done_reason\":\"stop\"%s}\n";
        String half = answer.formatted(",\"eval_count\":5");
        String both = answer.formatted(",\"prompt_eval_count\":3,\"eval_count\":5");

        for (boolean stream : new boolean[] {false, true}) {
            assertThat(finished(hear(Adapter.OLLAMA, plain(stream), stream, half))
                            .usage())
                    .isNull();
            assertThat(finished(hear(Adapter.OLLAMA, plain(stream), stream, both))
                            .usage())
                    .isEqualTo(new Usage(3, 0, 0, 5, 0));
        }
    }

    private static Finished finished(Heard heard) {
        return (Finished) Objects.requireNonNull(heard.ending());
    }

    private static String plain(boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static JsonNode request(Adapter adapter, String json) {
        return JsonTree.parse(relay(adapter, json).request()).orElseThrow();
    }

    private static Relay relay(Adapter adapter, String json) {
        Bytes body = Bytes.utf8(json);
        Call call = new Call(
                new CallId("call-1"),
                "request-1",
                Dialect.OPENAI,
                Operation.CHAT,
                OpenAiCodec.INSTANCE.readRequest(Asked.of(Operation.CHAT), body, JsonLimits.DEFAULT),
                body);
        return new Relay(call, OpenAiCodec.INSTANCE, Adapted.codec(adapter), new Addressee("m", Set.of()));
    }

    private record Heard(String text, @Nullable AnswerEvent ending) {}

    /** Reads an answer byte by byte. */
    private static Heard hear(Adapter adapter, String asked, boolean streamed, String answer) {
        AnswerReader reader = relay(adapter, asked).answer(streamed);
        StringBuilder text = new StringBuilder();
        for (byte b : answer.getBytes(StandardCharsets.UTF_8)) {
            Reading reading = reader.read(Bytes.of(new byte[] {b}));
            text.append(reading.forward().utf8());
            if (reading.ending() != null) {
                return new Heard(text.append(tail(reading.ending())).toString(), reading.ending());
            }
        }
        Reading last = reader.end();
        text.append(last.forward().utf8()).append(tail(last.ending()));
        return new Heard(text.toString(), last.ending());
    }

    private static String tail(@Nullable AnswerEvent ending) {
        return ending instanceof Finished finished && finished.lastWord() != null
                ? Objects.requireNonNull(finished.lastWord()).utf8()
                : "";
    }
}
