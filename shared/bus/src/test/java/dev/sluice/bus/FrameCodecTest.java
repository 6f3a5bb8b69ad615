package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    record Odds(
            Instant at, Optional<String> maybe, @Nullable Duration pause, List<String> names) {}

    private final FrameCodec codec = new FrameCodec();

    @ParameterizedTest
    @MethodSource("everythingSaid")
    void whateverVerticlesSayCrossesUnharmed(Sample sample) {
        Frame.Tell sent = new Frame.Tell(sample.value());

        Frame.Tell received = (Frame.Tell) overTheWire(sent);

        assertThat(received.body()).isNotEqualTo(sample.value());
        assertThat((Object) BusJson.read(received.body(), sample.type())).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("everythingSaid")
    void aRecordIsWrittenAsItsComponentsAndNothingElse(Sample sample) {
        JsonNode json =
                BusJson.MAPPER.valueToTree(new Frame.Tell(sample.value())).get("body");

        TreeSet<String> names = new TreeSet<>(List.of("type"));
        Arrays.stream(sample.value().getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .forEach(names::add);
        assertThat(names).containsAll(json::fieldNames);
    }

    @ParameterizedTest
    @MethodSource("everythingSaid")
    void whatANewerVersionAddsIsSkipped(Sample sample) throws JsonProcessingException {
        ObjectNode json = BusJson.MAPPER.valueToTree(sample.value());
        json.putObject("addedLater").put("by", "a newer version");

        assertThat((Object) BusJson.MAPPER.readValue(json.toString(), sample.type()))
                .isEqualTo(sample.value());
    }

    @Test
    void usageOfAnOlderVersionHasNothingRare() throws JsonProcessingException {
        String told = "{\"input\":5,\"cacheRead\":4,\"cacheWrite\":3,\"output\":2,\"reasoning\":1}";

        assertThat(BusJson.MAPPER.readValue(told, Usage.class)).isEqualTo(new Usage(5, 4, 3, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("everyFrame")
    void everyKindOfFrameCrosses(Frame frame) {
        assertThat(overTheWire(frame)).isEqualTo(frame);
    }

    @Test
    void bodiesAreReadAsTheTypeTheyAreOf() {
        AnswerEvent bytes = new AnswerEvent.Said(Bytes.utf8("data: 1\n\n"), 1, 1);
        AnswerEvent end = new AnswerEvent.Finished(null, false, Bytes.utf8("data: [DONE]\n\n"));

        Frame.Data received = (Frame.Data) overTheWire(new Frame.Data(9, 4, List.of(bytes, end), true));

        assertThat(received.events())
                .extracting(event -> BusJson.read(event, AnswerEvent.class))
                .containsExactly(bytes, end);
        assertThat(received.last()).isTrue();
        assertThat(received.seq()).isEqualTo(4);
    }

    @Test
    void aVariantIsNamedByItsSimpleName() {
        JsonNode json = BusJson.MAPPER.valueToTree(new Frame.Answer(
                1, new Opening.Refused(GatewayError.of(GatewayError.Kind.OVERLOADED, "later"), Verdict.FAILED)));

        assertThat(json.get("type").asText()).isEqualTo("Answer");
        assertThat(json.get("body").get("type").asText()).isEqualTo("Refused");
        assertThat(json.get("body").get("error").get("kind").asText()).isEqualTo("OVERLOADED");
    }

    @Test
    void whatIsAbsentIsNotWrittenAndReadAsAbsent() throws JsonProcessingException {
        Odds odds = new Odds(Instant.EPOCH, Optional.empty(), null, List.of());

        String json = new String(bytes(odds), StandardCharsets.UTF_8);

        assertThat(json).isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"names\":[]}");
        assertThat(BusJson.MAPPER.readValue(json, Odds.class)).isEqualTo(odds);
    }

    @Test
    void aListThatAnOlderVersionDoesNotSendIsEmpty() throws JsonProcessingException {
        assertThat(BusJson.MAPPER.readValue("{\"known\":true}", Route.class))
                .isEqualTo(new Route(List.of(), List.of(), true));
    }

    @Test
    void timesAndOptionalsAreText() throws JsonProcessingException {
        Odds odds = new Odds(
                Instant.parse("2026-11-20T10:11:12.123456789Z"),
                Optional.of("yes"),
                Duration.ofMinutes(2),
                List.of("a"));

        JsonNode json = BusJson.MAPPER.valueToTree(odds);
        Odds again = BusJson.MAPPER.treeToValue(json, Odds.class);

        assertThat(json.get("at").asText()).isEqualTo("2026-11-20T10:11:12.123456789Z");
        assertThat(json.get("pause").asText()).isEqualTo("PT2M");
        assertThat(again).isEqualTo(odds);
    }

    @Test
    void locallyAFrameIsHandedOverAsItIs() {
        Frame frame = new Frame.Credit("bus.n.1", 1, 2);

        assertThat(codec.transform(frame)).isSameAs(frame);
    }

    @Test
    void whatAnUnknownVersionSentIsUnreadableAndDoesNotThrow() {
        assertThat(codec.decodeFromWire(0, Buffer.buffer(new byte[] {2, 0, 0, 0, 2, '{', '}'})))
                .isEqualTo(new Frame.Unreadable("version 2"));
        assertThat(codec.decodeFromWire(0, Buffer.buffer(new byte[] {1, 0, 0, 0, 9, '{', '}'})))
                .isEqualTo(new Frame.Unreadable("length 9"));
        assertThat(codec.decodeFromWire(0, json("{\"type\":\"Sonnet\",\"id\":1}")))
                .isInstanceOf(Frame.Unreadable.class);
        assertThat(codec.decodeFromWire(0, json("{\"type\":\"Cancel\",\"id\":")))
                .isInstanceOf(Frame.Unreadable.class);
    }

    @Test
    void aBodyOfTheWrongShapeIsABugThatQuotesNothing() {
        Frame.Tell received =
                (Frame.Tell) codec.decodeFromWire(0, json("{\"type\":\"Tell\",\"body\":{\"value\":\"\"}}"));

        assertThatThrownBy(() -> BusJson.read(received.body(), CallId.class))
                .isInstanceOf(GatewayException.class)
                .hasMessage("a message between nodes could not be read")
                .hasNoCause();
    }

    @Test
    void aBodyOfThirtyTwoMebibytesCrosses() {
        Bytes large = Bytes.of(new byte[32 * 1024 * 1024]);

        Frame.Tell received = (Frame.Tell) overTheWire(new Frame.Tell(new AnswerEvent.Said(large, 0, 1)));

        assertThat(BusJson.read(received.body(), AnswerEvent.class)).isEqualTo(new AnswerEvent.Said(large, 0, 1));
    }

    private Frame overTheWire(Frame frame) {
        Buffer buffer = Buffer.buffer("before");
        codec.encodeToWire(buffer, frame);
        return codec.decodeFromWire("before".length(), buffer);
    }

    private static byte[] bytes(Object value) throws JsonProcessingException {
        return BusJson.MAPPER.writeValueAsBytes(value);
    }

    private static Buffer json(String text) {
        return Buffer.buffer().appendByte((byte) 1).appendInt(text.length()).appendString(text);
    }

    static Stream<Frame> everyFrame() {
        return Stream.of(
                new Frame.Failure(
                        2, GatewayError.of(GatewayError.Kind.CONFLICT, "no").retryAfter(Duration.ofMillis(3))),
                new Frame.Accepted(3, "bus.n.1", "m"),
                new Frame.Data(4, 1, List.of(), true),
                new Frame.Credit("bus.n.1", 5, Long.MAX_VALUE),
                new Frame.Cancel("bus.n.1", 6));
    }

    /** What is asked, answered, told and streamed at all addresses. */
    static Stream<Sample> everythingSaid() {
        return Arrays.stream(Addresses.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .flatMap(field -> types(constant(field)))
                .distinct()
                .flatMap(type -> Samples.of(type).map(value -> new Sample(type, value)));
    }

    private static Object constant(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Class<?>> types(Object address) {
        return switch (address) {
            case Question<?, ?> question -> Stream.of(question.question(), question.answer());
            case StreamDoor<?, ?, ?> door -> Stream.of(door.question(), door.head(), door.event());
            case News<?> news -> Stream.of(news.type());
            default -> throw new AssertionError("what is " + address + "?");
        };
    }

    record Sample(Class<?> type, Object value) {
        @Override
        public String toString() {
            return value.getClass().getSimpleName() + " as " + type.getSimpleName();
        }
    }
}
