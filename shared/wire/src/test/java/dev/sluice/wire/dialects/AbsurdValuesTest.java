package dev.sluice.wire.dialects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.testkit.dialect.AwsBytes;
import dev.sluice.wire.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples in which some values are others than anybody would expect: they are read, or refused, and never break a reader. */
class AbsurdValuesTest {
    private static final int ROUNDS = 100;
    private static final List<String> ABSURD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "0.5",
            "-0.0",
            "1e999999999",
            "-1e-999999999",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "9".repeat(60),
            "9".repeat(495) + "e-9",
            "-" + "9".repeat(990) + ".5e-300",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"-1\"",
            "\"\\ud800\"",
            "\"\\udc00 \\u0000\"",
            "\"{\"",
            "\"" + "[".repeat(2000) + "\"",
            "\"{\\\"a\\\":1e999999999}\"",
            "\"{\\\"a\\\":\\\"\\\\ud800\\\"}\"",
            "\"data:;base64,\"",
            "\"data:\"",
            "\"c2x1aWNlMQo.\"",
            "[]",
            "[null]",
            "[[]]",
            "[\"x\",1,{}]",
            "{}",
            "{\"\":null}",
            "{\"type\":\"text\"}",
            "{\"a\":\"\\udfff\"}",
            "{\"a\":1e999999999}",
            "[".repeat(55) + "]".repeat(55),
            "{\"a\":".repeat(150) + "1" + "}".repeat(150),
            "[".repeat(190) + "]".repeat(190),
            "[".repeat(700) + "]".repeat(700));
    private static final List<JsonNode> VALUES =
            ABSURD.stream().map(AbsurdValuesTest::tree).toList();

    static Stream<Samples.Sample> requests() {
        return Samples.all("requests", ".json").stream();
    }

    static Stream<Samples.Sample> responses() {
        return Samples.all("responses", ".json").stream();
    }

    static Stream<Samples.Sample> streams() {
        return Stream.of(".sse", ".jsonl").flatMap(ending -> Samples.all("streams", ending).stream());
    }

    @ParameterizedTest
    @MethodSource
    void requests(Samples.Sample sample) {
        AnyBytes read = new AnyBytes(sample.dialect());
        JsonNode body = JsonTree.parse(sample.bytes()).orElseThrow();
        Random random = new Random(sample.toString().hashCode());

        for (int round = 0; round < ROUNDS; round++) {
            read.asRequest(JsonTree.write(spoiled(body, random)));
        }
    }

    @ParameterizedTest
    @MethodSource
    void responses(Samples.Sample sample) {
        AnyBytes read = new AnyBytes(sample.dialect());
        JsonNode body = JsonTree.parse(sample.bytes()).orElseThrow();
        Random random = new Random(sample.toString().hashCode());

        for (int round = 0; round < ROUNDS; round++) {
            Bytes spoiled = JsonTree.write(spoiled(body, random));
            read.asResponse(spoiled);
            read.asError(spoiled);
        }
    }

    @ParameterizedTest
    @MethodSource
    void streams(Samples.Sample sample) throws IOException {
        AnyBytes read = new AnyBytes(sample.dialect());
        List<String> lines = Files.readAllLines(sample.file());
        Random random = new Random(sample.toString().hashCode());

        for (int round = 0; round < ROUNDS; round++) {
            read.asStream(sample.dialect() == Dialect.BEDROCK ? messages(lines, random) : events(lines, random));
        }
    }

    /** One or two of the events with other values, dropped or said twice. */
    private static Bytes events(List<String> lines, Random random) {
        StringBuilder stream = new StringBuilder();
        int spoil = random.nextInt(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isHit = i >= spoil && line.startsWith("data: {");
            if (isHit) {
                spoil = i + 1 + random.nextInt(lines.size());
                String data = JsonTree.write(
                                spoiled(JsonTree.parse(line.substring(6)).orElseThrow(), random))
                        .utf8();
                switch (random.nextInt(8)) {
                    case 0 -> {}
                    case 1 -> stream.append(line).append("\n\n").append(line).append('\n');
                    default -> stream.append("data: ").append(data).append('\n');
                }
            } else {
                stream.append(line).append('\n');
            }
        }
        return Bytes.utf8(stream.toString());
    }

    private static Bytes messages(List<String> lines, Random random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int spoil = random.nextInt(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            for (Map.Entry<String, JsonNode> event :
                    JsonTree.parse(lines.get(i)).orElseThrow().properties()) {
                JsonNode data = i == spoil ? spoiled(event.getValue(), random) : event.getValue();
                stream.writeBytes(AwsBytes.event(event.getKey(), data.toString()));
            }
        }
        return Bytes.of(stream.toByteArray());
    }

    /** A copy in which one to three values are others, or gone. */
    private static JsonNode spoiled(JsonNode body, Random random) {
        JsonNode copy = body.deepCopy();
        List<JsonNode> containers = new ArrayList<>();
        gather(copy, containers);
        for (int i = containers.isEmpty() ? -1 : random.nextInt(3); i >= 0; i--) {
            JsonNode value = VALUES.get(random.nextInt(VALUES.size())).deepCopy();
            switch (containers.get(random.nextInt(containers.size()))) {
                case ObjectNode object -> {
                    List<String> names = new ArrayList<>();
                    object.fieldNames().forEachRemaining(names::add);
                    String name = names.get(random.nextInt(names.size()));
                    if (random.nextInt(10) == 0 && object.size() > 1) {
                        object.remove(name);
                    } else {
                        object.set(name, value);
                    }
                }
                case ArrayNode array -> array.set(random.nextInt(array.size()), value);
                default -> throw new AssertionError();
            }
        }
        return copy;
    }

    /** Also of values that nest deeper than the project's own trees may. */
    private static JsonNode tree(String value) {
        try {
            return new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(value, e);
        }
    }

    /** All containers of the sample that have something in them. */
    private static void gather(JsonNode node, List<JsonNode> to) {
        if (node.isContainerNode() && !node.isEmpty()) {
            to.add(node);
            node.forEach(member -> gather(member, to));
        }
    }
}
