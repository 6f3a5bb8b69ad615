package dev.sluice.wire.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.wire.text.JsonCursor.Bounds;
import dev.sluice.wire.text.JsonCursor.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private static final String ODDITIES = "{}[]\",:\\ 01-+.eEtfnu\n/\u0001ak";
    private static final Bounds BOUNDS = new Bounds(64, 20_000, 64);
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String[] SEEDS = {
        "{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"e\\n\\u00e9\\\"\"},\"f\":-1.5e+10}",
        "[[],{},\"\",0,-0,1E5,0.25,\"\\ud83d\\ude00\",{\"a\":{\"a\":[{\"a\":1}]}}]",
        " {\"model\" : \"gpt\" ,\r\n\t\"messages\":[{\"role\":\"user\",\"content\":\"h\u00e9llo \u4f60\u597d\"}] } ",
        "{\"k1\":1,\"k2\":2,\"k3\":3,\"k4\":4,\"k5\":5,\"k6\":6,\"k7\":7,\"k8\":8,\"k9\":9,\"k10\":0,\"k11\":0,\"k12\":0,"
                + "\"k13\":0,\"k14\":0}"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "-0",
                "\"\"",
                "null",
                "true",
                " [ 1 , 2 ] ",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "[-1.0E-2]",
                "{\"\":0}",
                "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
                "\"\u007f\"",
                "\"\\/\\b\\f\"",
                "123456789012345678901234567890"
            })
    void whatTheGrammarAllowsIsRead(String text) {
        assertThat(strict(text).size()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1}}",
                "[1]]",
                "1 2",
                "{} x",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "-.5",
                "0x10",
                "NaN",
                "Infinity",
                "-Infinity",
                "nul",
                "tru",
                "True",
                "nullx",
                "\"",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "\"\u0000\"",
                "\"\t\"",
                "// c\n1",
                "/* c */ 1",
                "[1,/*c*/2]",
                "#c\n1",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}",
                "[{\"a\":[{\"b\":1,\"b\":1}]}]",
                "1\u0000",
                "[1}",
                "{\"a\":1]",
                "[\"a\",\n4\n,1,",
                "{\"a\":\"b\":\"c\"}",
                "\u00a01",
                "\f1",
                "[1\f]",
                "{\"\\ud800\":1,\"\\ud801\":1}"
            })
    void whatTheGrammarForbidsIsRefused(String text) {
        assertThatThrownBy(() -> strict(text)).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void itAgreesWithJacksonOnMutatedTexts() {
        Random random = new Random(42);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            String text = mutated(SEEDS[random.nextInt(SEEDS.length)], random);
            boolean mine = isAccepted(text);

            assertThat(mine).as(text).isEqualTo(isAcceptedByJackson(text));
            accepted += mine ? 1 : 0;
        }
        assertThat(accepted).isBetween(5_000, 55_000);
    }

    @Test
    void tokensStandWhereTheySayAndMeanWhatTheySay() {
        byte[] text = "..{\"a\\u0062\" : [\"x\\ny\", -12 ,null] }..".getBytes(StandardCharsets.UTF_8);
        JsonCursor cursor = JsonCursor.strict(text, 2, text.length - 2, BOUNDS);

        assertThat(cursor.next()).isEqualTo(Token.OBJECT);
        assertThat(cursor.start()).isEqualTo(2);
        assertThat(cursor.next()).isEqualTo(Token.NAME);
        assertThat(cursor.text()).isEqualTo("ab");
        assertThat(cursor.isEscaped()).isTrue();
        assertThat(cursor.textLength()).isEqualTo(2);
        assertThat(cursor.next()).isEqualTo(Token.ARRAY);
        assertThat(cursor.depth()).isEqualTo(2);
        assertThat(cursor.next()).isEqualTo(Token.STRING);
        assertThat(cursor.text()).isEqualTo("x\ny");
        assertThat(cursor.textLength()).isEqualTo(3);
        assertThat(cursor.next()).isEqualTo(Token.NUMBER);
        assertThat(cursor.integer()).isEqualTo(-12);
        assertThat(new String(text, cursor.start(), cursor.stop() - cursor.start(), StandardCharsets.UTF_8))
                .isEqualTo("-12");
        assertThat(cursor.next()).isEqualTo(Token.NULL);
        assertThat(cursor.next()).isEqualTo(Token.ARRAY_END);
        assertThat(cursor.next()).isEqualTo(Token.OBJECT_END);
        assertThat(cursor.start()).isEqualTo(text.length - 3);
        assertThat(cursor.next()).isEqualTo(Token.END);
        assertThat(cursor.next()).isEqualTo(Token.END);
    }

    @Test
    void textLengthIsThatOfTheUtf8WithoutEscapes() {
        for (String text : List.of(
                "", "abc", "\u00e9", "\u4f60\u597d", "\ud83d\ude00", "a\"b\\c\n\u0001", "x".repeat(100) + "\u00e9")) {
            StringBuilder escaped = new StringBuilder("\"");
            text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            int expected = text.getBytes(StandardCharsets.UTF_8).length;

            JsonCursor plain = lenient(JsonText.quote(text));
            JsonCursor spelled = lenient(escaped.append('"').toString().getBytes(StandardCharsets.UTF_8));
            plain.next();
            spelled.next();

            assertThat(plain.textLength()).as(text).isEqualTo(expected);
            assertThat(spelled.textLength()).as(text).isEqualTo(expected);
            assertThat(plain.text()).isEqualTo(text);
            assertThat(spelled.text()).isEqualTo(text);
        }
    }

    @Test
    void onlyIntegersThatFitAreIntegers() {
        assertThat(integer("0")).isZero();
        assertThat(integer("-7")).isEqualTo(-7);
        assertThat(integer("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
        for (String other : List.of("1.0", "1e3", "1000000000000000000", "-1E1", "9".repeat(60))) {
            assertThat(integer(other)).as(other).isNull();
        }
    }

    @Test
    void boundsHoldAndSayWhichOneWasPassed() {
        Bounds bounds = new Bounds(3, 4, 5);

        strict("[[[1]]]", bounds);
        strict("{\"a\":{\"b\":1},\"c\":{\"d\":12345}}", bounds);

        assertThatThrownBy(() -> strict("[[[[1]]]]", bounds)).hasMessageContaining("deeper than 3");
        assertThatThrownBy(() -> strict("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}", bounds))
                .hasMessageContaining("too many members");
        assertThatThrownBy(() -> strict("123456", bounds)).hasMessageContaining("longer than 5");
        assertThatThrownBy(() -> strict("[".repeat(1_000_000), BOUNDS)).hasMessageContaining("deeper than 64");
    }

    @Test
    void anErrorSaysWhere() {
        JsonSyntaxException e = catchThrowableOfType(JsonSyntaxException.class, () -> strict("{\"a\":1,\n \"b\" 2}"));

        assertThat(e.offset()).isEqualTo(13);
        assertThat(e.wrong()).isEqualTo("a colon belongs here");
    }

    @Test
    void theLenientFormTakesWhatPythonWrites() {
        for (String text : List.of("[NaN,Infinity,-Infinity]", "\"a\tb\"", "{\"a\":1,\"a\":2}")) {
            JsonCursor cursor = lenient(text.getBytes(StandardCharsets.UTF_8));
            cursor.skip(cursor.next());

            assertThat(cursor.next()).as(text).isEqualTo(Token.END);
        }
    }

    @Test
    void manyNamesInOneObjectCostNoMoreThanTheirNumber() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 19_999; i++) {
            text.append('"').append(Integer.toString(i, 36)).append("\":0,");
        }

        long began = System.nanoTime();
        strict(text + "\"zz-last\":0}");
        long millis = (System.nanoTime() - began) / 1_000_000;

        assertThat(millis).isLessThan(1000);
        assertThatThrownBy(() -> strict(text + "\"7ps\":0}")).hasMessageContaining("there already");
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int change = random.nextInt(3); change > 0; change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, ODDITIES.charAt(random.nextInt(ODDITIES.length())));
                case 2 -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(12))));
            }
        }
        return text.toString();
    }

    private static boolean isAccepted(String text) {
        try {
            strict(text);
            return true;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    private static boolean isAcceptedByJackson(String text) {
        try (JsonParser parser = JACKSON.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getText();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Token> strict(String text) {
        return strict(text, BOUNDS);
    }

    private static List<Token> strict(String text, Bounds bounds) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonCursor cursor = JsonCursor.strict(bytes, 0, bytes.length, bounds);
        List<Token> tokens = new ArrayList<>();
        for (Token token = cursor.next(); token != Token.END; token = cursor.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    private static JsonCursor lenient(byte[] text) {
        return JsonCursor.lenient().over(text, 0, text.length);
    }

    private static @Nullable Long integer(String number) {
        JsonCursor cursor = lenient(number.getBytes(StandardCharsets.UTF_8));
        cursor.next();
        return cursor.integer();
    }
}
