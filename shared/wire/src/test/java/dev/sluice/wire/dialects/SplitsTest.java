package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frames;
import dev.sluice.wire.relay.Fold;
import dev.sluice.wire.relay.Relay;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the network cuts a stream, what comes of it is the same: the events, and what the caller is sent. */
class SplitsTest {
    /** Of each stream read to events. */
    private static final int READINGS = 2_000;

    /** Over all streams and other ways together. */
    private static final int SPLITS = 75_000;

    private static final List<Samples.Sample> STREAMS =
            Samples.all("streams", "").stream().filter(Samples.Sample::isStream).toList();

    /** What is done with a stream. */
    enum Way {
        /** Events, and what they fold to. */
        HUB,
        /** To a caller of the same dialect, as it came. */
        VERBATIM,
        /** To a caller of the same dialect, but in the other of Gemini's framings or whole. */
        REFRAMED,
        /** To a caller of another dialect. */
        TRANSLATED
    }

    static Stream<Arguments> anyCutComesToTheSame() {
        return STREAMS.stream().flatMap(stream -> Stream.of(Way.values()).map(way -> Arguments.of(stream, way)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void anyCutComesToTheSame(Samples.Sample stream, Way way) {
        Bytes bytes = stream.bytes();
        List<Object> expected = outcome(stream.dialect(), way, List.of(bytes));
        Random random = new Random(stream.name().hashCode());
        int rounds = way == Way.HUB ? READINGS : Math.ceilDiv(SPLITS, STREAMS.size() * (Way.values().length - 1));

        // Every byte alone, then anything between that and few large pieces.
        assertThat(outcome(stream.dialect(), way, Streams.cut(bytes, 1, random)))
                .isEqualTo(expected);
        for (int round = 1; round < rounds; round++) {
            int longest = 1 + random.nextInt(1 + random.nextInt(bytes.length() + 1));
            List<Object> actual = outcome(stream.dialect(), way, Streams.cut(bytes, longest, random));
            if (!actual.equals(expected)) {
                assertThat(actual).as("round " + round).isEqualTo(expected);
            }
        }
    }

    private static List<Object> outcome(Dialect dialect, Way way, List<Bytes> pieces) {
        return switch (way) {
            case HUB -> events(dialect, pieces);
            case VERBATIM -> sent(dialect, Samples.question(dialect, true), pieces);
            case REFRAMED -> sent(dialect, reframed(dialect), pieces);
            case TRANSLATED -> sent(dialect, Samples.question(next(dialect), true), pieces);
        };
    }

    private static Call reframed(Dialect dialect) {
        Call whole = Samples.question(dialect, false);
        return dialect == Dialect.GEMINI ? Samples.call(dialect, whole.body(), Framing.JSON_ARRAY) : whole;
    }

    private static Dialect next(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> Dialect.RESPONSES;
            case RESPONSES -> Dialect.ANTHROPIC;
            case ANTHROPIC -> Dialect.GEMINI;
            case GEMINI -> Dialect.BEDROCK;
            case BEDROCK -> Dialect.COHERE;
            case COHERE -> Dialect.OPENAI;
        };
    }

    private static List<Object> events(Dialect dialect, List<Bytes> pieces) {
        Frames frames = Dialects.codec(dialect).chat().frames();
        EventReader reader = Dialects.codec(dialect).chat().eventReader(Set.of());
        List<Object> events = new ArrayList<>();
        Fold fold = new Fold();
        try {
            Streams.read(frames, reader, pieces, event -> {
                events.add(event);
                fold.accept(event);
            });
        } catch (GatewayException refused) {
            events.add(refused.error());
        }
        events.add(fold.response());
        events.add(List.of(reader.isOver(), reader.isComplete(), String.valueOf(frames.complaint())));
        return events;
    }

    private static List<Object> sent(Dialect dialect, Call call, List<Bytes> pieces) {
        Relay relay =
                new Relay(call, Dialects.codec(call.dialect()), Dialects.codec(dialect), new Addressee("m", Set.of()));
        AnswerReader reader = relay.answer(true);
        ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
        long produced = 0;
        int events = 0;
        boolean content = false;
        AnswerEvent ending = null;
        for (int i = 0; i <= pieces.size() && ending == null; i++) {
            Reading reading = i < pieces.size() ? reader.read(pieces.get(i)) : reader.end();
            forwarded.writeBytes(reading.forward().copy());
            produced += reading.produced();
            events += reading.events();
            content |= reading.content();
            ending = reading.ending();
        }
        return List.of(
                Bytes.of(forwarded.toByteArray()), produced, events, content, String.valueOf(ending), lastWord(ending));
    }

    private static Object lastWord(@Nullable AnswerEvent ending) {
        return ending instanceof AnswerEvent.Finished finished && finished.lastWord() != null
                ? finished.lastWord()
                : "none";
    }
}
