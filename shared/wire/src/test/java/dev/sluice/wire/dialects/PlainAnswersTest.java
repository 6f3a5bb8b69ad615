package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.testkit.dialect.Heard;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every dialect can say, nothing is lost of: plain texts, and calls of tools. */
class PlainAnswersTest {

    static Stream<Arguments> pairs() {
        return Stream.of(Dialect.values())
                .flatMap(upstream -> Stream.of(Dialect.values())
                        .filter(caller -> caller != upstream)
                        .flatMap(caller ->
                                Stream.of(true, false).map(stream -> Arguments.of(upstream, caller, stream))));
    }

    @ParameterizedTest(name = "{0} -> {1}, streamed {2}")
    @MethodSource("pairs")
    void nothingIsLostOfATextAndACall(Dialect upstream, Dialect caller, boolean stream) {
        Answers.Carried carried =
                Answers.carry(upstream, Bytes.utf8(answer(upstream)), false, Samples.question(caller, stream));

        Heard heard = Clients.hear(caller, stream, carried.body());

        assertThat(carried.losses()).isEmpty();
        assertThat(heard.text()).isEqualTo("I look. \u26c5");
        assertThat(heard.calls()).hasSize(1).allSatisfy(call -> {
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(call.arguments().toString()).isEqualTo("{\"city\":\"Paris\"}");
        });
        assertThat(heard.finish()).isEqualTo("tool");
        assertThat(List.of(heard.prompt(), heard.completion())).containsExactly(12L, 5L);
    }

    /** As each vendor's API answers, ids and usage included. */
    private static String answer(Dialect upstream) {
        String json = switch (upstream) {
            case OPENAI ->
                "{'id':'chatcmpl-1','object':'chat.completion','created':1700000000,'model':'gpt-x','choices':[{'index':0,"
                        + "'message':{'role':'assistant','content':'I look. \u26c5','refusal':null,'annotations':[],"
                        + "'tool_calls':[{'id':'call_1','type':'function','function':{'name':'get_weather','arguments':"
                        + "'{\\'city\\':\\'Paris\\'}'}}]},'logprobs':null,'finish_reason':'tool_calls'}],"
                        + "'usage':{'prompt_tokens':12,'completion_tokens':5,'total_tokens':17}}";
            case RESPONSES ->
                "{'id':'resp_1','object':'response','created_at':1700000000,'status':'completed','error':null,"
                        + "'model':'gpt-x','output':[{'id':'msg_1','type':'message','status':'completed','role':'assistant',"
                        + "'content':[{'type':'output_text','text':'I look. \u26c5','annotations':[],'logprobs':[]}]},"
                        + "{'id':'fc_1','type':'function_call','status':'completed','call_id':'call_1','name':'get_weather',"
                        + "'arguments':'{\\'city\\':\\'Paris\\'}'}],'usage':{'input_tokens':12,'output_tokens':5,'total_tokens':17}}";
            case ANTHROPIC ->
                "{'id':'msg_1','type':'message','role':'assistant','model':'claude-x','content':[{'type':'text','text':"
                        + "'I look. \u26c5'},{'type':'tool_use','id':'toolu_1','name':'get_weather','input':{'city':'Paris'}}],"
                        + "'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':12,'output_tokens':5}}";
            case GEMINI ->
                "{'candidates':[{'content':{'role':'model','parts':[{'text':'I look. \u26c5'},{'functionCall':"
                        + "{'name':'get_weather','args':{'city':'Paris'}}}]},'finishReason':'STOP','index':0}],"
                        + "'usageMetadata':{'promptTokenCount':12,'candidatesTokenCount':5,'totalTokenCount':17},"
                        + "'modelVersion':'gemini-x','responseId':'r1'}";
            case BEDROCK ->
                "{'output':{'message':{'role':'assistant','content':[{'text':'I look. \u26c5'},{'toolUse':{'toolUseId':"
                        + "'t1','name':'get_weather','input':{'city':'Paris'}}}]}},'stopReason':'tool_use',"
                        + "'usage':{'inputTokens':12,'outputTokens':5,'totalTokens':17}}";
            case COHERE ->
                "{'id':'c1','message':{'role':'assistant','content':[{'type':'text','text':'I look. \u26c5'}],'tool_calls':"
                        + "[{'id':'t1','type':'function','function':{'name':'get_weather','arguments':'{\\'city\\':\\'Paris\\'}'}}]},"
                        + "'finish_reason':'TOOL_CALL','usage':{'billed_units':{'input_tokens':12,'output_tokens':5},"
                        + "'tokens':{'input_tokens':12,'output_tokens':5},'cached_tokens':0}}";
        };
        return json.replace("\\'", "\\\"").replace('\'', '"');
    }
}
