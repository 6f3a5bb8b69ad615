package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was authorised and priced is what the upstream receives, whoever reads it there. */
class OpenAiRequestPropertyTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int BODIES = 10_000;
    private static final String[] TEXTS = {
        "",
        "hi",
        "h\u00e9 \"q\" \\ \n\t",
        "\u4f60\u597d\ud83d\ude00",
        "model",
        "stream_options",
        "{\"n\":9}",
        "\u0001",
        "x".repeat(40)
    };

    @Test
    void whatWasReadIsWhatTheUpstreamReceives() throws IOException {
        Random random = new Random(1234);
        for (int i = 0; i < BODIES; i++) {
            ObjectNode wanted = body(random);
            String text = written(wanted, random);
            Call call = Calls.chat(text);
            Set<Quirk> quirks = random.nextInt(4) == 0 ? Set.of(Quirk.NO_STREAM_OPTIONS) : Set.of();
            String upstream = random.nextBoolean()
                    ? call.outline().model()
                    : "up-" + TEXTS[random.nextInt(TEXTS.length)].replaceAll("\\p{Cntrl}", "");

            JsonNode received = MAPPER.readTree(Calls.CODEC
                    .writeRequest(call, new Addressee(upstream, quirks))
                    .copy());

            agrees(call.outline(), wanted, text);
            assertThat(received).as(text).isEqualTo(expected(wanted, upstream, quirks));
            assertThat(Calls.CODEC.readRequest(
                            Asked.of(Operation.CHAT), Bytes.of(MAPPER.writeValueAsBytes(received)), JsonLimits.DEFAULT))
                    .as(text)
                    .satisfies(again -> assertThat(again.promptBytes())
                            .isEqualTo(call.outline().promptBytes()))
                    .satisfies(again ->
                            assertThat(again.images()).isEqualTo(call.outline().images()));
        }
    }

    private static void agrees(Outline outline, JsonNode tree, String text) {
        assertThat(outline.model()).as(text).isEqualTo(tree.path("model").asText());
        assertThat(outline.stream()).as(text).isEqualTo(tree.path("stream").asBoolean());
        assertThat(outline.includeUsage())
                .as(text)
                .isEqualTo(tree.at("/stream_options/include_usage").asBoolean());
        assertThat(outline.choices()).as(text).isEqualTo(tree.path("n").asInt(1));
        long cap = Math.max(
                tree.path("max_tokens").asLong(-1),
                tree.path("max_completion_tokens").asLong(-1));
        assertThat(outline.maxOutputTokens() == null ? -1 : outline.maxOutputTokens())
                .as(text)
                .isEqualTo(cap);
        assertThat(outline.tools()).as(text).isEqualTo(!tree.path("tools").isEmpty());
    }

    private static JsonNode expected(ObjectNode wanted, String upstream, Set<Quirk> quirks) {
        ObjectNode expected = wanted.deepCopy();
        expected.put("model", upstream);
        if (!wanted.path("stream").asBoolean()) {
            return expected;
        }
        if (!quirks.isEmpty()) {
            expected.remove("stream_options");
        } else if (expected.path("stream_options") instanceof ObjectNode options) {
            options.put("include_usage", true);
        } else {
            expected.putObject("stream_options").put("include_usage", true);
        }
        return expected;
    }

    private static ObjectNode body(Random random) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", "m" + TEXTS[random.nextInt(6)].replaceAll("\\p{Cntrl}", ""));
        messages(body.putArray("messages"), random);
        maybe(body, "stream", random, () -> MAPPER.getNodeFactory().booleanNode(random.nextInt(3) > 0));
        maybe(body, "n", random, () -> MAPPER.getNodeFactory().numberNode(1 + random.nextInt(128)));
        maybe(body, "max_tokens", random, () -> MAPPER.getNodeFactory().numberNode(random.nextInt(100_000)));
        maybe(
                body,
                "max_completion_tokens",
                random,
                () -> MAPPER.getNodeFactory().numberNode(random.nextInt(100_000)));
        maybe(body, "stream_options", random, () -> options(random));
        maybe(
                body,
                "tools",
                random,
                () -> value(random, 3).isArray()
                        ? MAPPER.createArrayNode().add(value(random, 2))
                        : MAPPER.createArrayNode());
        for (int extra = random.nextInt(4); extra > 0; extra--) {
            body.set("x" + TEXTS[random.nextInt(TEXTS.length)], value(random, 4));
        }
        return body;
    }

    private interface Value {
        JsonNode make();
    }

    private static void maybe(ObjectNode body, String name, Random random, Value value) {
        switch (random.nextInt(4)) {
            case 0 -> body.putNull(name);
            case 1, 2 -> body.set(name, value.make());
            default -> body.remove(name);
        }
    }

    private static ObjectNode options(Random random) {
        ObjectNode options = MAPPER.createObjectNode();
        if (random.nextBoolean()) {
            options.put("include_obfuscation", random.nextBoolean());
        }
        if (random.nextBoolean()) {
            options.put("include_usage", random.nextBoolean());
        }
        return options;
    }

    private static void messages(ArrayNode messages, Random random) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            ObjectNode message = messages.addObject().put("role", "user");
            message.set("content", value(random, 3));
            if (random.nextInt(4) == 0) {
                message.putObject("image_url")
                        .put("url", random.nextBoolean() ? "data:image/png;base64,AAAA" : "http://x");
            }
        }
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> MAPPER.nullNode();
            case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> MAPPER.getNodeFactory().numberNode(random.nextInt());
            case 3, 4 -> MAPPER.getNodeFactory().textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 5 -> {
                ArrayNode array = MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = MAPPER.createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(TEXTS[random.nextInt(TEXTS.length)], value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    /** The object with its members in any order, white space anywhere, and some names and strings spelled in escapes. */
    private static String written(JsonNode node, Random random) {
        String space = " \n\t\r".substring(0, random.nextInt(5));
        if (node.isObject()) {
            List<String> members = new ArrayList<>();
            node.properties()
                    .forEach(field -> members.add(
                            string(field.getKey(), random) + space + ":" + written(field.getValue(), random) + space));
            Collections.shuffle(members, random);
            return space + "{" + space + String.join("," + space, members) + "}" + space;
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(written(item, random)));
            return "[" + space + String.join(",", items) + "]";
        }
        return node.isTextual() ? string(node.asText(), random) : space + node;
    }

    private static String string(String text, Random random) {
        StringBuilder written = new StringBuilder("\"");
        boolean ascii = random.nextInt(3) == 0;
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c < ' ' || (ascii && c > '~') || (ascii && random.nextInt(8) == 0)) {
                written.append(String.format("\\u%04X", c));
            } else {
                written.append((char) c);
            }
        });
        return written.append('"').toString();
    }
}
