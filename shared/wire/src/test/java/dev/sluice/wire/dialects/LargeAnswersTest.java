package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.relay.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of very many events are read and written in time that grows with their length, not with its square. */
class LargeAnswersTest {
    private static final int MANY = 5_000;
    private static final int PIECE = 1000;
    /** A square of it would take minutes. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** What there is very much of. */
    enum Much {
        WORDS,
        FRAGMENTS_OF_ONE_CALL,
        CALLS,
        CALLS_AT_ONCE,
        PARTS_IN_TURN
    }

    static Stream<Arguments> muchIsReadAndWrittenInTime() {
        return Stream.of(Much.values())
                .flatMap(much -> Stream.of(Dialect.values())
                        .flatMap(from -> Stream.of(true, false).map(stream -> Arguments.of(much, from, stream))));
    }

    @ParameterizedTest(name = "{0} from {1}, for a stream {2}")
    @MethodSource
    void muchIsReadAndWrittenInTime(Much much, Dialect from, boolean stream) {
        Call question = Samples.question(from, true);
        List<Bytes> pieces = pieces(written(question, events(much)));
        for (Dialect caller : Dialect.values()) {
            Patience.within(LONGEST, much + " for " + caller, () -> {
                AnswerReader reader = new Relay(
                                Samples.question(caller, stream),
                                Dialects.codec(caller),
                                Dialects.codec(from),
                                new Addressee("m", Set.of()))
                        .answer(true);
                AnswerEvent ending = null;
                for (int i = 0; i <= pieces.size() && ending == null; i++) {
                    ending = (i < pieces.size() ? reader.read(pieces.get(i)) : reader.end()).ending();
                }
                assertThat(ending).isNotNull();
            });
        }
    }

    @Test
    void argumentsInManyPiecesTakeNoLongerThanTheirLength() {
        String begin = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{";
        StringBuilder stream = new StringBuilder(begin + "\"name\":\"look\",\"willContinue\":true}}]}}]}\n\n");
        String piece = "\"partialArgs\":[{\"jsonPath\":\"$.a\",\"stringValue\":\"" + "x".repeat(PIECE)
                + "\",\"willContinue\":true}],\"willContinue\":true}}]}}]}\n\n";
        for (int i = 0; i < MANY; i++) {
            stream.append(begin).append(piece);
        }
        stream.append(begin).append("}}]},\"finishReason\":\"STOP\"}]}\n\n");
        AnswerReader reader = new Relay(
                        Samples.question(Dialect.OPENAI, false),
                        Dialects.codec(Dialect.OPENAI),
                        Dialects.codec(Dialect.GEMINI),
                        new Addressee("m", Set.of()))
                .answer(true);

        Patience.within(LONGEST, "arguments", () -> {
            assertThat(reader.read(Bytes.utf8(stream.toString())).ending()).isNull();
            AnswerReader.Reading whole = reader.end();
            assertThat(whole.ending()).isInstanceOf(AnswerEvent.Finished.class);
            assertThat(lengthOf(whole)).isGreaterThan(MANY * PIECE);
        });
    }

    @Test
    void aPictureInOneEventIsReadHoweverSmallThePiecesAre() {
        String picture = "a".repeat(12 * 1024 * 1024);
        List<Bytes> pieces = pieces(Bytes.utf8(
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
                        + "\"data\":\"" + picture + "\"}}]},\"finishReason\":\"STOP\"}]}\n\n"));
        AnswerReader reader = new Relay(
                        Samples.question(Dialect.OPENAI, true),
                        Dialects.codec(Dialect.OPENAI),
                        Dialects.codec(Dialect.GEMINI),
                        new Addressee("m", Set.of()))
                .answer(true);

        Patience.within(LONGEST, "a picture", () -> {
            pieces.forEach(piece -> assertThat(reader.read(piece).ending()).isNull());
            assertThat(reader.end().ending()).isInstanceOf(AnswerEvent.Finished.class);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "GEMINI", "ANTHROPIC"})
    void anErrorInTheMiddleOfAStreamIsReadThoughItIsNoEvent(Dialect caller) {
        AnswerReader reader = new Relay(
                        Samples.question(caller, true),
                        Dialects.codec(caller),
                        Dialects.codec(Dialect.GEMINI),
                        new Addressee("m", Set.of()))
                .answer(true);

        reader.read(Bytes.utf8("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n"));
        reader.read(Bytes.utf8("{\n  \"error\": {\n    \"code\": 429,\n"));
        AnswerEvent ending = reader.read(Bytes.utf8("    \"status\": \"RESOURCE_EXHAUSTED\"\n  }\n}\n"))
                .ending();

        assertThat(ending)
                .isInstanceOfSatisfying(
                        AnswerEvent.Broken.class,
                        broken -> assertThat(broken.verdict()).isEqualTo(Verdict.LIMITED));
    }

    private static int lengthOf(AnswerReader.Reading last) {
        Bytes lastWord = last.ending() instanceof AnswerEvent.Finished finished ? finished.lastWord() : null;
        return last.forward().length() + (lastWord == null ? 0 : lastWord.length());
    }

    private static Bytes written(Call call, List<ChatEvent> events) {
        EventSink sink = new EventSink(call.outline().framing());
        EventWriter writer = Dialects.codec(call.dialect()).chat().eventWriter(call, new Losses());
        events.forEach(event -> writer.write(event, sink));
        writer.end(sink);
        sink.close();
        return sink.take();
    }

    private static List<Bytes> pieces(Bytes bytes) {
        List<Bytes> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length(); at += PIECE) {
            pieces.add(bytes.slice(at, Math.min(bytes.length(), at + PIECE)));
        }
        return pieces;
    }

    private static List<ChatEvent> events(Much much) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Began("id-1", "m", 1, Extras.NONE));
        say(much, events);
        events.add(new ChatEvent.Finished(0, Finish.of(Finish.Reason.STOP), Extras.NONE));
        events.add(new ChatEvent.Reported(new Usage(1, 0, 0, 1, 0)));
        return events;
    }

    private static void say(Much much, List<ChatEvent> to) {
        switch (much) {
            case WORDS -> part(0, new Part.Text(""), Collections.nCopies(MANY, "word "), to);
            case FRAGMENTS_OF_ONE_CALL -> {
                List<String> fragments = new ArrayList<>(Collections.nCopies(MANY, "x"));
                fragments.addFirst("{\"a\":\"");
                fragments.addLast("\"}");
                part(0, call(0), fragments, to);
            }
            case CALLS -> {
                for (int i = 0; i < MANY / 5; i++) {
                    part(i, call(i), List.of("{}"), to);
                }
            }
            case CALLS_AT_ONCE -> {
                List<ChatEvent> ends = new ArrayList<>();
                for (int i = 0; i < MANY / 5; i++) {
                    to.add(new ChatEvent.PartBegan(0, i, call(i)));
                    ends.add(new ChatEvent.Delta(0, i, "{}"));
                    ends.add(new ChatEvent.PartEnded(0, i));
                }
                to.addAll(ends);
            }
            case PARTS_IN_TURN -> {
                for (int i = 0; i < MANY / 5; i++) {
                    Part head = i % 2 == 0 ? new Part.Text("") : new Part.Reasoning("", false, Notes.NONE);
                    part(i, head, List.of("word"), to);
                }
            }
        }
    }

    private static void part(int number, Part head, List<String> deltas, List<ChatEvent> to) {
        to.add(new ChatEvent.PartBegan(0, number, head));
        deltas.forEach(delta -> to.add(new ChatEvent.Delta(0, number, delta)));
        to.add(new ChatEvent.PartEnded(0, number));
    }

    private static Part call(int number) {
        return new Part.ToolUse("call-" + number, "look", "", false, Notes.NONE);
    }
}
