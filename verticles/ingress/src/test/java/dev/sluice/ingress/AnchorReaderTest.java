package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Anchor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorReaderTest {
    private static final String FIRST = "{'role':'system','content':'Be brief.'},{'role':'user','content':'Hello'}";

    private static Anchor read(String body) {
        return read(body, Map.of());
    }

    private static Anchor read(String body, Map<String, String> headers) {
        return AnchorReader.read("key", Bytes.utf8(body.replace('\'', '"')), headers::get);
    }

    private static String chat(String messages, String more) {
        return "{'model':'m','messages':[" + messages + "]" + more + "}";
    }

    @Test
    void laterTurnsOfAConversationAreTiedToItsFirst() {
        Anchor first = read(chat(FIRST, ""));
        Anchor later = read(chat(FIRST + ",{'role':'assistant','content':'Hi'},{'role':'user','content':'And?'}", ""));

        assertThat(later).isEqualTo(first);
        assertThat(first.session()).isEqualTo(first.prefix()).isNotZero();
        assertThat(read(chat("{'role':'user','content':'Hello'}", ""))).isNotEqualTo(first);
    }

    @Test
    void longPromptsThatBeginAlikeShareTheirPrefixOnly() {
        String system = "{'role':'system','content':'" + "long words ".repeat(500) + "'}";
        Anchor one = read(chat(system + ",{'role':'user','content':'one'}", ",'user':'alice'"));
        Anchor other = read(chat(system + ",{'role':'user','content':'other'}", ",'user':'bob'"));

        assertThat(one.prefix()).isEqualTo(other.prefix());
        assertThat(one.session()).isNotEqualTo(other.session());
    }

    @Test
    void sessionsOfTwoKeysAreTwoHoweverTheyAreNamed() {
        Bytes body = Bytes.utf8("{\"user\":\"default\",\"prompt\":\"Hi\"}");
        Anchor one = AnchorReader.read("key-1", body, header -> null);
        Anchor other = AnchorReader.read("key-2", body, header -> null);

        assertThat(one.session()).isNotEqualTo(other.session());
        assertThat(one.prefix()).isEqualTo(other.prefix());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",'prompt_cache_key':'s1'",
                ",'session_id':'s1'",
                ",'user':'s1'",
                ",'metadata':{'user_id':'s1','other':[1,{}]}",
                ",'user':'someone','metadata':{'x':null,'user_id':'someone else'},'prompt_cache_key':'s1'",
                ",'prompt_cache_key':'s1','user':'someone','tools':[{'type':'function'}],'stream':true"
            })
    void whatTheCallerCallsItsSessionCounts(String fields) {
        long session = read(chat("{'role':'user','content':'x'}", ",'prompt_cache_key':'s1'"))
                .session();

        assertThat(read(chat(FIRST, fields)).session()).isEqualTo(session);
        assertThat(read(chat(FIRST, ""), Map.of("x-session-id", "s1")).session())
                .isEqualTo(session);
        assertThat(read(chat(FIRST, fields), Map.of("x-session-id", "s2")).session())
                .isNotEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'system':'Be brief.','messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}]}",
                "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}],'systemInstruction':{'parts':[{'text':'x'}]}}",
                "{'input':'Hi','instructions':'Be brief.'}",
                "{'input':[{'role':'user','content':'Hi'}],'metadata':7,'user':7}",
                "{'prompt':['Hi','Ho']}"
            })
    void thePromptIsFoundInEveryDialect(String body) {
        assertThat(read(body).prefix()).isNotZero();
        assertThat(read(body.replace("Hi", "He")).prefix())
                .isNotEqualTo(read(body).prefix());
    }

    @Test
    void ofALongBodyTheBeginningCounts() {
        String more = ",{'role':'user','content':'" + "x".repeat(100_000) + "'}";

        assertThat(read(chat(FIRST + more, ",'user':'not seen'"))).isEqualTo(read(chat(FIRST, "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'model':'m'}", "{'messages':[]}", "{'messages':["})
    void whatHasNothingToTieIsTiedToNothing(String body) {
        assertThat(read(body)).isEqualTo(new Anchor(0, 0));
    }
}
