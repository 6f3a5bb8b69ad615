package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.relay.Fold;
import dev.sluice.wire.relay.Relay;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What real upstreams were asked and what they answered, for every caller: recordings, where a folder of them is. */
class RecordingsPairsTest {
    private List<Recorded> recordings = List.of();

    @BeforeEach
    void findRecordings() {
        List<Recorded> all = Recorded.all().orElse(List.of());
        Assumptions.assumeFalse(all.isEmpty(), "no recordings beside the repository");
        recordings = all;
    }

    @ParameterizedTest(name = "for {0}, streamed {1}")
    @CsvSource({
        "OPENAI, false", "OPENAI, true", "RESPONSES, false", "RESPONSES, true", "ANTHROPIC, false", "ANTHROPIC, true",
        "GEMINI, false", "GEMINI, true", "BEDROCK, false", "BEDROCK, true", "COHERE, false", "COHERE, true"
    })
    void everyAnswerSaysTheSame(Dialect caller, boolean stream) {
        int finished = 0;
        SoftAssertions all = new SoftAssertions();
        for (Recorded recorded : answers()) {
            if (!isFailure(recorded)) {
                all.check(() -> check(recorded, caller, stream));
                finished++;
            }
        }
        all.assertAll();
        assertThat(finished).isGreaterThan(150);
    }

    @ParameterizedTest
    @EnumSource
    void everyFailureInsideAnAnswerIsOneForTheCaller(Dialect caller) {
        int failed = 0;
        for (Recorded recorded : answers()) {
            if (isFailure(recorded)) {
                Heard heard = hear(relay(recorded, Samples.question(caller, true)), recorded);

                assertThat(heard.ending()).as(recorded.name()).isInstanceOf(AnswerEvent.Broken.class);
                failed++;
            }
        }
        assertThat(failed).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalIsOneForTheCaller(Dialect caller) {
        int read = 0;
        for (Recorded recorded : recordings) {
            if (recorded.status() >= 400) {
                GatewayError error = Dialects.codec(recorded.dialect())
                        .readError(recorded.status(), Map.of(), recorded.body())
                        .error();

                Bytes written = Dialects.codec(caller).writeError(error, "request-1");

                assertThat(JsonTree.parse(written).map(JsonNode::isObject))
                        .as(recorded.name())
                        .contains(true);
                assertThat(Dialects.codec(caller).status(error))
                        .as(recorded.name())
                        .isBetween(400, 599);
                // Not the caller's key was wrong.
                assertThat(Dialects.codec(caller).status(error)).isNotIn(401, 403);
                read++;
            }
        }
        assertThat(read).isGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestCanBeAskedOfEveryUpstream(Dialect upstream) {
        int asked = 0;
        SoftAssertions all = new SoftAssertions();
        for (Recorded recorded : recordings) {
            JsonNode json = recorded.request().path("json");
            ChatRequest request = json.isObject() && recorded.status() == 200 ? request(recorded, json) : null;
            if (request != null && isConversation(request)) {
                all.check(() -> checkAsked(recorded, request, upstream));
                asked++;
            }
        }
        all.assertAll();
        assertThat(asked).isGreaterThan(100);
    }

    private static ChatRequest read(Recorded recorded, Dialect upstream, Bytes written) {
        try {
            return Dialects.codec(upstream).chat().readRequest(Samples.call(upstream, written));
        } catch (GatewayException refused) {
            throw new AssertionError(recorded.name() + " is written as what is no request", refused);
        }
    }

    private static void checkAsked(Recorded recorded, ChatRequest request, Dialect upstream) {
        ChatFormat format = Dialects.codec(upstream).chat();
        Losses losses = new Losses();
        Bytes written = format.writeRequest(request, new Addressee("m", Set.of()), losses);
        if (count(request, Part.Text.class) == 0 && !losses.isEmpty()) {
            return; // Nothing of it can be asked here, and that is said.
        }

        ChatRequest again = read(recorded, upstream, written);

        assertThat(count(again, Part.ToolUse.class)).as(recorded.name()).isEqualTo(count(request, Part.ToolUse.class));
        assertThat(count(again, Part.ToolResult.class))
                .as(recorded.name())
                .isEqualTo(count(request, Part.ToolResult.class));
    }

    /** Absent where it rests on what only its own upstream keeps. */
    private static @Nullable ChatRequest request(Recorded recorded, JsonNode json) {
        try {
            ChatRequest request = Dialects.codec(recorded.dialect())
                    .chat()
                    .readRequest(Samples.call(recorded.dialect(), JsonTree.write(json)));
            return Dialects.codec(recorded.dialect()).chat().portable(request);
        } catch (GatewayException refused) {
            return null;
        }
    }

    /** What only has instructions is for some dialects no request at all. */
    private static boolean isConversation(ChatRequest request) {
        return request.messages().stream()
                .anyMatch(message -> message.role() == Message.Role.USER || message.role() == Message.Role.ASSISTANT);
    }

    private static long count(ChatRequest request, Class<? extends Part> kind) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .filter(kind::isInstance)
                .count();
    }

    private List<Recorded> answers() {
        return recordings.stream()
                .filter(recorded -> recorded.status() == 200 && !recorded.body().isEmpty())
                .toList();
    }

    /** An error that came where an answer was due. */
    private static boolean isFailure(Recorded recorded) {
        String body = recorded.body().utf8();
        return body.contains("\"error\":{") || body.contains("event: error") || body.contains("\"type\":\"error\"");
    }

    private static void check(Recorded recorded, Dialect caller, boolean stream) {
        Relay relay = relay(recorded, Samples.question(caller, stream));
        ChatResponse told = read(recorded.dialect(), recorded.isStream(), recorded.body(), recorded);

        Heard heard = hear(relay, recorded);

        assertThat(heard.ending()).as(recorded.name()).isInstanceOf(AnswerEvent.Finished.class);
        ChatResponse again = read(caller, stream, heard.body(), isVerbatim(recorded, caller, stream) ? recorded : null);
        Set<Loss> losses = relay.losses().all();
        // A transcript is only said where the sound itself cannot be.
        boolean heardIt = !parts(again, Part.Audio.class::isInstance).isEmpty();
        if (!losses.contains(Loss.REFUSAL) && !heardIt) {
            assertThat(words(again)).as(recorded.name()).isEqualTo(words(told));
        }
        // Two streams of one upstream, mixed up by a proxy: the arguments of a call never end.
        if (!recorded.name().contains("spliced-message-start")) {
            assertThat(calls(recorded.name(), again)).as(recorded.name()).isEqualTo(calls(recorded.name(), told));
        }
        assertThat(again.choices()).as(recorded.name()).isNotEmpty().allMatch(choice -> choice.finish() != null);
        if (told.usage() != null) {
            assertThat(((AnswerEvent.Finished) heard.ending()).usage())
                    .as(recorded.name())
                    .isEqualTo(told.usage());
            assertThat(Objects.requireNonNull(again.usage(), recorded.name()).total())
                    .as(recorded.name())
                    .isEqualTo(told.usage().total());
        }
    }

    private static boolean isVerbatim(Recorded recorded, Dialect caller, boolean stream) {
        return caller == recorded.dialect() && stream == recorded.isStream();
    }

    private static Relay relay(Recorded recorded, Call call) {
        return new Relay(
                call,
                Dialects.codec(call.dialect()),
                Dialects.codec(recorded.dialect()),
                new Addressee("m", recorded.quirks()));
    }

    private record Heard(Bytes body, AnswerEvent ending) {}

    private static Heard hear(Relay relay, Recorded recorded) {
        AnswerReader reader = relay.answer(recorded.isStream());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Reading reading = reader.read(recorded.body());
        all.writeBytes(reading.forward().copy());
        if (reading.ending() == null) {
            reading = reader.end();
            all.writeBytes(reading.forward().copy());
        }
        AnswerEvent ending = Objects.requireNonNull(reading.ending(), recorded.name());
        if (ending instanceof AnswerEvent.Finished finished && finished.lastWord() != null) {
            all.writeBytes(finished.lastWord().copy());
        }
        return new Heard(Bytes.of(all.toByteArray()), ending);
    }

    /** Reads an answer; with the quirks of whom it came from, if it came as it was. */
    private static ChatResponse read(Dialect dialect, boolean stream, Bytes body, @Nullable Recorded from) {
        Set<Quirk> quirks = from == null ? Set.of() : from.quirks();
        if (!stream) {
            return Dialects.codec(dialect).chat().readResponse(body, quirks);
        }
        Frames frames = Dialects.codec(dialect).chat().frames();
        EventReader reader = Dialects.codec(dialect).chat().eventReader(quirks);
        Fold fold = new Fold();
        frames.feed(body);
        take(frames, reader, fold);
        frames.finish();
        take(frames, reader, fold);
        reader.end(fold);
        return fold.response();
    }

    private static void take(Frames frames, EventReader reader, Fold fold) {
        for (Frame frame = frames.next(); frame != null && !reader.isOver(); frame = frames.next()) {
            reader.read(frame, fold);
        }
    }

    private static List<Part> parts(ChatResponse response, Predicate<Part> which) {
        Choice first = response.choices().isEmpty() ? null : response.choices().getFirst();
        return first == null ? List.of() : first.parts().stream().filter(which).toList();
    }

    /** Who cannot hear an answer reads its transcript. */
    private static String words(ChatResponse response) {
        StringBuilder words = new StringBuilder();
        for (Part part : parts(response, any -> true)) {
            if (part instanceof Part.Text text) {
                words.append(text.text());
            } else if (part instanceof Part.Audio audio && audio.transcript() != null) {
                words.append(audio.transcript());
            }
        }
        return words.toString();
    }

    private static List<String> calls(String name, ChatResponse response) {
        return parts(response, Part.ToolUse.class::isInstance).stream()
                .map(Part.ToolUse.class::cast)
                .map(use -> use.name() + " " + (use.custom() ? wrapped(use.input()) : arguments(name, use.input())))
                .toList();
    }

    /** How dialects without custom tools say what one is given. */
    private static String wrapped(String input) {
        return JsonTree.object().put("input", input).toString();
    }

    private static String arguments(String name, String input) {
        return JsonTree.parse(input.isEmpty() ? "{}" : input)
                .map(JsonNode::toString)
                .orElseThrow(() -> new AssertionError(name + " has arguments that are no JSON: " + input));
    }
}
