package dev.sluice.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API or the model would refuse is left out or said otherwise, and told where it is a loss. */
class AnthropicRequestTest {
    private static final String ABLE = "claude-sonnet-4-5";
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    private final Losses losses = new Losses();

    /** What becomes of a request with these members, in single quotes, for a model. */
    private JsonNode written(String model, String members) {
        String body = "{'model':'m','max_tokens':9000," + members + "}";
        Bytes bytes = Bytes.utf8(body.replace('\'', '"'));
        return Samples.tree(AnthropicCodec.INSTANCE
                .chat()
                .writeRequest(
                        AnthropicCodec.INSTANCE.chat().readRequest(Samples.call(Dialect.ANTHROPIC, bytes)),
                        to(model),
                        losses));
    }

    private static Addressee to(String model) {
        return new Addressee(model, Set.of());
    }

    private static JsonNode json(String text) {
        return Samples.tree(text.replace('\'', '"'));
    }

    private JsonNode format(String schema) {
        return written(ABLE, HI + ",'output_config':{'format':{'type':'json_schema','schema':" + schema + "}}")
                .at("/output_config/format/schema");
    }

    private JsonNode tool(String strict, String schema) {
        return written(ABLE, HI + ",'tools':[{'name':'f','strict':" + strict + ",'input_schema':" + schema + "}]")
                .at("/tools/0/input_schema");
    }

    private JsonNode block(String block) {
        return written(ABLE, "'messages':[{'role':'user','content':[{'type':'text','text':'a'}," + block + "]}]")
                .at("/messages/0/content/1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer','minimum':1,'maximum':5}|{'type':'integer','description':'{minimum: 1, maximum: 5}'}",
                "{'type':'number','multipleOf':0.5,'description':'Half.'}|{'type':'number','description':'Half.\\n\\n{multipleOf: 0.5}'}",
                "{'type':'string','maxLength':3}|{'type':'string','description':'{maxLength: 3}'}",
                "{'type':'string','format':'color'}|{'type':'string','description':'{format: \\'color\\'}'}",
                "{'type':'array','items':{'type':'string','minLength':1},'minItems':2}|{'type':'array','items':{'type':'string','description':'{minLength: 1}'},'description':'{minItems: 2}'}",
                "{'oneOf':[{'type':'null'},{'type':'object','properties':{}}]}|{'anyOf':[{'type':'null'},{'type':'object','properties':{},'additionalProperties':false}]}",
                "{'type':['object','null'],'properties':{}}|{'type':['object','null'],'properties':{},'additionalProperties':false}",
                "{'properties':{'a':{'type':'null'}}}|{'properties':{'a':{'type':'null'}},'additionalProperties':false}",
                "{'type':'object','additionalProperties':{'type':'string'}}|{'type':'object','additionalProperties':false}"
            })
    void aSchemaIsBroughtWithinWhatTheModelCanBeHeldTo(String given, String expected) {
        String around = "{'type':'object','properties':{'x':%s},'$defs':{'y':%s},'additionalProperties':false}";
        JsonNode wanted = json(around.formatted(expected, expected));

        assertThat(format(around.formatted(given, given))).isEqualTo(wanted);
        assertThat(losses.all()).containsExactly(Loss.ANSWER_FORMAT);
        assertThat(tool("true", around.formatted(given, given))).isEqualTo(wanted);
        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.ANSWER_FORMAT, Loss.STRICT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','enum':['a'],'format':'date-time','pattern':'a*'}",
                "{'type':'array','items':{'type':'null'},'minItems':1}",
                "{'const':{'type':'object','minimum':1}}",
                "{'enum':[{'type':'object','oneOf':[]}]}",
                "{'type':'integer','default':{'type':'object','maximum':1}}",
                "{'type':'object','properties':{'minimum':{'type':'null'},'not':{'type':'null'},'type':{'type':'string'}},'additionalProperties':false}"
            })
    void whatTheModelCanBeHeldToStays(String schema) {
        String whole = "{'type':'object','properties':{'type':" + schema + "},'additionalProperties':false}";

        assertThat(format(whole)).isEqualTo(json(whole));
        assertThat(tool("true", whole)).isEqualTo(json(whole));
        assertThat(losses.all()).isEmpty();
    }

    @Test
    void theSchemaOfAToolThatIsNotStrictStaysAsItIs() {
        String schema = "{'type':'object','properties':{'x':{'type':'integer','minimum':1}}}";

        assertThat(tool("false", schema)).isEqualTo(json(schema));
        assertThat(losses.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{'type':'object'}|",
                "{'type':null}|{'type':'object'}|",
                "{'type':['object','null'],'properties':{}}|{'type':'object','properties':{}}|FIELD",
                "{'type':'string'}|{'type':'object'}|FIELD"
            })
    void argumentsAreAlwaysAnObject(String given, String expected, Loss loss) {
        assertThat(tool("false", given)).isEqualTo(json(expected));
        assertThat(losses.all()).isEqualTo(loss == null ? Set.of() : Set.of(loss));
    }

    @Test
    void textsOfNothingButWhiteSpaceAreLeftOut() {
        JsonNode written = written(
                ABLE,
                "'system':[{'type':'text','text':' '},{'type':'text','text':' b '}],'messages':["
                        + "{'role':'user','content':[{'type':'text','text':' \\n'},{'type':'text','text':' a '}]},"
                        + "{'role':'assistant','content':'\\t'}]");

        assertThat(written.at("/system")).isEqualTo(json("' b '"));
        assertThat(written.at("/messages")).isEqualTo(json("[{'role':'user','content':' a '}]"));
    }

    @Test
    void aBeginningOfTheAnswerEndsInNoWhiteSpace() {
        String turns = "'messages':[{'role':'user','content':'a '},{'role':'assistant','content':'b '}%s]";

        assertThat(written(ABLE, turns.formatted("")).at("/messages/1/content").asText())
                .isEqualTo("b");
        assertThat(written(ABLE, turns.formatted(",{'role':'user','content':'c '}"))
                        .at("/messages")
                        .findValuesAsText("content"))
                .containsExactly("a ", "b ", "c ");
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpg,image/jpeg",
        "IMAGE/JPEG,image/jpeg",
        "image/png,image/png",
        "image/gif,image/gif",
        "image/webp,image/webp"
    })
    void picturesHaveOneOfFourTypes(String given, String expected) {
        JsonNode block =
                block("{'type':'image','source':{'type':'base64','media_type':'" + given + "','data':'YQ=='}}");

        assertThat(block.at("/source/media_type").asText()).isEqualTo(expected);
        assertThat(losses.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/svg+xml", "image/bmp", "image/heic", "application/octet-stream"})
    void picturesOfOtherTypesAreLost(String type) {
        String image = "{'type':'image','source':{'type':'base64','media_type':'" + type + "','data':'YQ=='}}";

        assertThat(block(image).isMissingNode()).isTrue();
        assertThat(losses.all()).containsExactly(Loss.IMAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-5,high,high,",
        "claude-opus-4-5,xhigh,high,THINKING",
        "claude-opus-4-5,max,high,THINKING",
        "claude-opus-4-6,xhigh,high,THINKING",
        "claude-sonnet-4-6,max,max,",
        "claude-opus-4-7,xhigh,xhigh,",
        "claude-sonnet-5,max,max,"
    })
    void anEffortThatTheModelDoesNotKnowIsTheNextLowerOne(String model, String asked, String taken, Loss loss) {
        JsonNode written = written(model, HI + ",'output_config':{'effort':'" + asked + "'}");

        assertThat(written.at("/output_config/effort").asText()).isEqualTo(taken);
        assertThat(losses.all()).isEqualTo(loss == null ? Set.of() : Set.of(loss));
    }

    @Test
    void modelsWhoseSamplingIsFixedAreNotToldTheDefault() {
        String sampling = HI + ",'temperature':1.0,'top_p':1";

        assertThat(written("claude-opus-4-7", sampling).properties())
                .extracting(member -> member.getKey())
                .doesNotContain("temperature", "top_p");
        assertThat(losses.all()).isEmpty();
        assertThat(written("claude-3-5-sonnet", sampling).has("temperature")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"someone@example.org", "User <a@example.org>", "+49 (30) 1234-5678", "0049301234567"})
    void aUserWhoCouldBeToldByTheIdIsHashed(String user) {
        String id = written(ABLE, HI + ",'metadata':{'user_id':'" + user + "'}")
                .at("/metadata/user_id")
                .asText();

        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(losses.all()).containsExactly(Loss.USER);
    }

    @Test
    void aUserWithALongIdIsHashedToTheSameEachTime() {
        String member = HI + ",'metadata':{'user_id':'" + "u".repeat(257) + "'}";

        assertThat(written(ABLE, member).at("/metadata/user_id").asText()).hasSize(64);
        assertThat(written(ABLE, member)).isEqualTo(written(ABLE, member));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u-1", "12345", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "@team", "user@host"})
    void otherIdsOfUsersStay(String user) {
        JsonNode written = written(ABLE, HI + ",'metadata':{'user_id':'" + user + "'}");

        assertThat(written.at("/metadata/user_id").asText()).isEqualTo(user);
        assertThat(losses.all()).isEmpty();
    }
}
