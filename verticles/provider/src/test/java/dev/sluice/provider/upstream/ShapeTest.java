package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.json.JsonTree;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    private static final Occasion STREAM = new Occasion(Operation.CHAT, "gpt-5-mini", true, "req-7");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            temperature      | {"temperature":1.50}                | {"temperature":0.20}
            temperature      | {}                                  | {"temperature":0.20}
            a.b.c            | {"a":{"x":1}}                       | {"a":{"x":1,"b":{"c":0.20}}}
            /a/b.c/~1        | {}                                  | {"a":{"b.c":{"/":0.20}}}
            list.1.x         | {"list":[{"x":1},{"x":2}]}          | {"list":[{"x":1},{"x":0.20}]}
            list.1           | {"list":[1,2]}                      | {"list":[1,0.20]}
            list.2           | {"list":[1,2]}                      | {"list":[1,2]}
            list.x           | {"list":[1,2]}                      | {"list":[1,2]}
            a.b              | {"a":"text"}                        | {"a":"text"}
            """)
    void aValueIsPutWhereItsPathLeads(String path, String body, String changed) {
        assertThat(changed(body, STREAM, put(path, "0.20"))).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"top_p":1}      | {"top_p":1}
            {"top_p":null}   | {"top_p":null}
            {}               | {"top_p":0.9}
            """)
    void aDefaultIsPutOnlyWhereTheCallerGivesNothing(String body, String changed) {
        BodyRule rule = new BodyRule("top_p", new BodyRule.Default(new RawJson("0.9")), Condition.ALWAYS);

        assertThat(changed(body, STREAM, rule)).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            user      | {"user":"u","a":1}        | {"a":1}
            a.b       | {"a":{"b":1,"c":2}}       | {"a":{"c":2}}
            a.0       | {"a":[1,2]}               | {"a":[2]}
            a.b.c     | {"a":1}                   | {"a":1}
            """)
    void whatIsRemovedIsLeftOut(String path, String body, String changed) {
        BodyRule rule = new BodyRule(path, new BodyRule.Without(), Condition.ALWAYS);

        assertThat(changed(body, STREAM, rule)).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "-", textBlock = """
            gpt-*  | -      | -      | -           | true
            *mini  | true   | -      | -           | true
            o*     | -      | -      | -           | false
            -      | false  | -      | -           | false
            -      | -      | tools  | -           | true
            -      | -      | user   | -           | false
            -      | -      | a.b    | {"c":[1.0]} | true
            -      | -      | a.b    | {"c":[2]}   | false
            -      | -      | none   | null        | true
            gpt-*  | true   | user   | -           | false
            """)
    void aRuleHoldsWhenAllOfItsConditionIsSo(
            @Nullable String model,
            @Nullable Boolean stream,
            @Nullable String path,
            @Nullable String value,
            boolean holds) {
        Condition when = new Condition(model, stream, path, value == null ? null : new RawJson(value));
        String body = "{\"tools\":[],\"a\":{\"b\":{\"c\":[1.0]}},\"none\":null}";

        String changed = changed(body, STREAM, new BodyRule("done", new BodyRule.Put(new RawJson("true")), when));

        assertThat(changed.contains("\"done\":true")).isEqualTo(holds);
    }

    @Test
    void eachRuleSeesWhatThoseBeforeItHaveLeft() {
        BodyRule first = put("a", "{\"b\":1}");
        Condition isThere = new Condition(null, null, "a.b", new RawJson("1"));
        BodyRule second = new BodyRule("a.c", new BodyRule.Put(new RawJson("2")), isThere);

        assertThat(changed("{}", STREAM, first, second)).isEqualTo("{\"a\":{\"b\":1,\"c\":2}}");
        assertThat(changed("{}", STREAM, first)).isEqualTo("{\"a\":{\"b\":1}}");
    }

    @Test
    void aBodyInWhichNothingIsDueStaysAsItCameToTheByte() {
        Bytes spaced = Bytes.utf8("{ \"a\" : 1.0,  \"b\":\"\\u00e9\" }");
        Condition other = new Condition("claude-*", null, null, null);
        Shape shape = shape(List.of(), new BodyRule("a", new BodyRule.Put(new RawJson("2")), other));

        assertThat(shape.of(HttpHeaders.headers(), spaced, STREAM).body()).isSameAs(spaced);
    }

    @Test
    void aChannelWithoutRulesReadsNothingAndOneWithHeadersAloneReadsNoBodies() {
        Shape none = new Shape(BodyChange.NONE, new Rules(Shaping.NONE));
        Shape headers = shape(List.of(new HeaderRule("x-a", "b", Condition.ALWAYS)));
        Condition when = new Condition(null, null, "tools", null);

        assertThat(none.isNone()).isTrue();
        assertThat(headers.isNone()).isFalse();
        assertThat(headers.needsBody()).isFalse();
        assertThat(shape(List.of(new HeaderRule("x-a", "b", when))).needsBody()).isTrue();
    }

    @Test
    void whereTokensAreOnlyCountedNoBodyIsChanged() {
        Occasion counting = new Occasion(Operation.COUNT_TOKENS, "m", false, "r");

        assertThat(changed("{}", counting, put("temperature", "0"))).isEqualTo("{}");
    }

    @Test
    void presetsComeBeforeTheOperatorsRules() {
        BodyChange preset = new BodyChange(java.util.Set.of("user"), Map.of(), Map.of("version", new RawJson("1")));
        Rules rules = new Rules(new Shaping(List.of(), List.of(put("version", "2")), Map.of(), null));

        assertThat(new Shape(preset, rules)
                        .of(HttpHeaders.headers(), Bytes.utf8("{\"user\":\"u\"}"), STREAM)
                        .body()
                        .utf8())
                .isEqualTo("{\"version\":2}");
    }

    @Test
    void headersAreSetReplacedAndRemovedAndTheSharedOnesStayAsTheyAre() {
        MultiMap shared = HttpHeaders.headers().add("x-old", "1").add("x-gone", "1");
        Shape shape = shape(List.of(
                new HeaderRule("x-trace", "{request_id}/{model}", Condition.ALWAYS),
                new HeaderRule("x-old", "2", Condition.ALWAYS),
                new HeaderRule("x-gone", null, Condition.ALWAYS),
                new HeaderRule("x-never", "1", new Condition(null, false, null, null)),
                new HeaderRule("x-tools", "yes", new Condition(null, null, "tools", null))));

        MultiMap sent = shape.of(shared, Bytes.utf8("{\"tools\":[1]}"), STREAM).headers();

        assertThat(sent.get("x-trace")).isEqualTo("req-7/gpt-5-mini");
        assertThat(sent.getAll("x-old")).containsExactly("2");
        assertThat(sent.contains("x-gone")).isFalse();
        assertThat(sent.contains("x-never")).isFalse();
        assertThat(sent.get("x-tools")).isEqualTo("yes");
        assertThat(shared.get("x-old")).isEqualTo("1");
        assertThat(shared.get("x-gone")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"m\r\nx-evil: 1", "m\u0000", "モデル"})
    void aModelThatNoHeaderCanCarryIsNotSentInOne(String model) {
        Shape shape = shape(List.of(new HeaderRule("x-model", "is {model}", Condition.ALWAYS)));
        Occasion occasion = new Occasion(Operation.CHAT, model, false, "r");

        assertThat(shape.of(HttpHeaders.headers(), Bytes.EMPTY, occasion)
                        .headers()
                        .names())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "x-api-key", "host", "user-agent", "content-length", "x-amz-date", "a b"})
    void aHeaderThatIsNotForARuleIsLeftAloneWhoeverWroteItIntoTheDatabase(String name) {
        Shape shape = shape(List.of(new HeaderRule(name, "evil", Condition.ALWAYS)));

        assertThat(shape.isNone()).isTrue();
    }

    @Test
    void aPathThatLeadsNowhereIsRefused() {
        assertThatThrownBy(() -> BodyPath.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static BodyRule put(String path, String value) {
        return new BodyRule(path, new BodyRule.Put(new RawJson(value)), Condition.ALWAYS);
    }

    private static Shape shape(List<HeaderRule> headers, BodyRule... body) {
        return new Shape(BodyChange.NONE, new Rules(new Shaping(headers, List.of(body), Map.of(), null)));
    }

    /** As compact JSON. */
    private static String changed(String body, Occasion occasion, BodyRule... rules) {
        Bytes changed = shape(List.of(), rules)
                .of(HttpHeaders.headers(), Bytes.utf8(body), occasion)
                .body();
        JsonNode tree = JsonTree.parse(changed).orElseThrow();
        return tree.toString();
    }
}
