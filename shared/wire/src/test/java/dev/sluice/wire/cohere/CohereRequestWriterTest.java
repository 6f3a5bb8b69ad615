package dev.sluice.wire.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Cohere would refuse is brought within its bounds. */
class CohereRequestWriterTest {
    private final Losses losses = new Losses();

    private JsonNode written(String members) {
        String body = "{'model':'m','messages':[{'role':'user','content':'hi'}]," + members + "}";
        return Samples.tree(CohereCodec.INSTANCE
                .chat()
                .writeRequest(
                        CohereCodec.INSTANCE.chat().readRequest(Samples.call(Dialect.COHERE, body.replace('\'', '"'))),
                        new Addressee("m", Set.of()),
                        losses));
    }

    @ParameterizedTest
    @CsvSource({
        "p, 0, 0.01, TOP_P",
        "p, 1.5, 0.99, TOP_P",
        "k, -1, 0, TOP_K",
        "k, 501, 500, TOP_K",
        "frequency_penalty, -0.5, 0, FREQUENCY_PENALTY",
        "frequency_penalty, 2, 1, FREQUENCY_PENALTY",
        "presence_penalty, -2, 0, PRESENCE_PENALTY",
        "presence_penalty, 1.01, 1, PRESENCE_PENALTY"
    })
    void aNumberThatCohereRefusesBecomesTheNearest(String name, String number, String fitting, Loss loss) {
        assertThat(written("'" + name + "':" + number).path(name).decimalValue())
                .isEqualByComparingTo(fitting);
        assertThat(losses.all()).containsExactly(loss);
    }

    @ParameterizedTest
    @CsvSource({
        "p, 0.01",
        "p, 0.990",
        "k, 500",
        "frequency_penalty, 0.0",
        "frequency_penalty, 1",
        "presence_penalty, 1.00"
    })
    void anyOtherNumberStaysAsItWasWritten(String name, String number) {
        assertThat(written("'" + name + "':" + number).path(name).asText()).isEqualTo(number);
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void everythingIsAlmostEverythingAndNotCoheresDefault() {
        assertThat(written("'p':1.0").path("p").decimalValue()).isEqualByComparingTo("0.99");
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void onlyFiveSequencesStopAnAnswer() {
        assertThat(written("'stop_sequences':['a','b','c','d','e']").path("stop_sequences"))
                .hasSize(5);
        assertThat(losses.list()).isEmpty();

        assertThat(written("'stop_sequences':['a','b','c','d','e','f']").path("stop_sequences"))
                .hasSize(5);
        assertThat(losses.all()).containsExactly(Loss.STOP);
    }

    private static String tools(String second) {
        return "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object','properties':"
                + "{'a':{'type':'string'}},'required':['a']}}},{'type':'function','function':" + second + "}]";
    }

    @Test
    void aToolThatRequiresNothingCannotBeStrict() {
        String optional = "{'name':'g','parameters':{'type':'object','properties':{'a':{'type':'string'}}}}";

        assertThat(written("'strict_tools':true," + tools(optional)).has("strict_tools"))
                .isFalse();
        assertThat(losses.all()).containsExactly(Loss.STRICT);
    }

    @Test
    void looseToolsStayLooseWhateverTheyRequire() {
        assertThat(written("'strict_tools':false," + tools("{'name':'g'}"))
                        .path("strict_tools")
                        .asText())
                .isEqualTo("false");
        assertThat(losses.list()).isEmpty();
    }
}
