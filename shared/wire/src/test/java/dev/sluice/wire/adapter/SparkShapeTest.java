package dev.sluice.wire.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.catalog.Quirk;
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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkShapeTest {
    private static final String TOOLS = """
            "tools":[{"type":"function","function":{"name":"weather","strict":true,"parameters":{"type":"object"}}},\
            {"type":"function","function":{"name":"time","description":"d"}}]""";

    private @Nullable AnswerEvent ending;

    @Test
    void whatItKnowsHasAPlaceOfItsOwnAndTheRestIsLostByName() {
        Relay relay = relay("""
                {"model":"m","user":"u-1","temperature":0.5,"top_k":4,"max_tokens":64,"top_p":0.9,"stop":["x"],\
                "messages":[{"role":"user","content":"Hi"},{"role":"system","content":"Be brief."}]}""");

        assertThat(request(relay).toString()).isEqualTo("""
                        {"header":{"uid":"u-1"},"parameter":{"chat":{"domain":"generalv3.5","temperature":0.5,"top_k":4,\
                        "max_tokens":64}},"payload":{"message":{"text":[{"role":"system","content":"Be brief."},\
                        {"role":"user","content":"Hi"}]}}}""");
        assertThat(relay.losses().list()).contains("top-p", "stop").doesNotContain("user", "top-k");
    }

    @Test
    void aUserWithALongNameIsLost() {
        Relay relay = relay("{\"model\":\"m\",\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                .formatted("u".repeat(33)));

        assertThat(request(relay).path("header").isEmpty()).isTrue();
        assertThat(relay.losses().list()).contains("user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            "auto"     | weather time | -
            "required" | weather time | tool-choice
            "none"     | -            | -
            {"type":"function","function":{"name":"time"}} | time | tool-choice
            """)
    void aChoiceAmongFunctionsIsMadeByWhatIsOffered(String choice, @Nullable String offered, @Nullable String lost) {
        Relay relay = relay("""
                {"model":"m","tool_choice":%s,%s,"messages":[{"role":"user","content":"Hi"}]}""".formatted(choice, TOOLS));

        JsonNode functions = request(relay).at("/payload/functions/text");

        StringBuilder names = new StringBuilder();
        functions.forEach(function -> names.append(names.isEmpty() ? "" : " ")
                .append(function.path("name").asText()));
        assertThat(names.toString()).isEqualTo(offered == null ? "" : offered);
        assertThat(functions.findValue("strict")).isNull();
        assertThat(relay.losses().list()).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void callsAndTheirResultsAreToldInWords() {
        Relay relay = relay("""
                {"model":"m","messages":[{"role":"user","content":"Rain?"},{"role":"assistant","content":null,"tool_calls":\
                [{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Bonn\\"}"}}]},\
                {"role":"tool","tool_call_id":"c1","content":"dry"}]}""");

        JsonNode said = request(relay).at("/payload/message/text");

        assertThat(said.get(1).path("content").asText()).isEqualTo("weather {\"city\":\"Bonn\"}");
        assertThat(said.get(2).toString()).isEqualTo("{\"role\":\"user\",\"content\":\"dry\"}");
        assertThat(relay.losses().list()).contains("place");
    }

    @Test
    void eachMessageIsAPieceHoweverItIsLaidOut() {
        String heard = hear(
                message(0, "{\"content\":\"Hel\",\"role\":\"assistant\",\"index\":0}", "")
                        .replace(",", ",\n  "),
                message(1, "{\"content\":\"lo\",\"reasoning_content\":\"hm\"}", ""),
                message(
                        2,
                        "{\"content\":\"\"}",
                        ",\"usage\":{\"text\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"));

        assertThat(heard).contains("\"content\":\"Hel\"", "\"content\":\"lo\"", "hm", "\"finish_reason\":\"stop\"");
        assertThat(((Finished) Objects.requireNonNull(ending)).usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
    }

    @Test
    void callsHaveIdsOfTheirOwnAndAreTheReasonToStop() {
        String call = "{\"content\":\"\",\"function_call\":{\"name\":\"weather\",\"arguments\":\"{}\"}}";

        String heard = hear(message(1, call, ""), message(2, call, ""));

        assertThat(heard).contains("\"call_s1_0\"", "\"call_s1_1\"", "\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void whatEndsWithoutItsLastMessageWasCut() {
        hear(message(0, "{\"content\":\"Hel\"}", ""));

        assertThat(ending).isInstanceOf(Broken.class);
    }

    private static String message(int status, String text, String more) {
        return """
                {"header":{"code":0,"sid":"s1","status":%d},"payload":{"choices":{"status":%d,"seq":0,"text":[%s]}%s}}""".formatted(status, status, text, more);
    }

    private static JsonNode request(Relay relay) {
        return JsonTree.parse(relay.request()).orElseThrow();
    }

    private String hear(String... messages) {
        AnswerReader reader = relay(
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .answer(true);
        StringBuilder text = new StringBuilder();
        for (String message : messages) {
            Reading reading = reader.read(Bytes.utf8(message));
            text.append(reading.forward().utf8());
            ending = reading.ending();
        }
        if (ending == null) {
            ending = reader.end().ending();
        }
        return text.toString();
    }

    private static Relay relay(String json) {
        Bytes body = Bytes.utf8(json);
        Call call = new Call(
                new CallId("call-1"),
                "request-1",
                Dialect.OPENAI,
                Operation.CHAT,
                OpenAiCodec.INSTANCE.readRequest(Asked.of(Operation.CHAT), body, JsonLimits.DEFAULT),
                body);
        Addressee to = new Addressee("generalv3.5", Set.of(Quirk.TOP_K));
        return new Relay(call, OpenAiCodec.INSTANCE, Adapted.codec(Adapter.SPARK), to);
    }
}
