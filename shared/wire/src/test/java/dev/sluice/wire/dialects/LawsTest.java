package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of {@link ChatFormat} within each dialect, over all samples; {@link SplitsTest} cuts their streams. */
class LawsTest {
    private static final Set<Quirk> GENEROUS = Set.of(
            Quirk.REASONING_GOES_BACK, Quirk.CACHE_CONTROL, Quirk.TOP_K, Quirk.DEVELOPER_ROLE, Quirk.CUSTOM_TOOLS);

    /** Streams of other providers than the dialect's own, whose wholes are written as its own does. */
    private static final Set<String> FOREIGN = Set.of(
            "openai/streams/chat-mistral-thinking.json",
            "openai/streams/chat-older-function-call.json",
            "openai/streams/chat-openrouter-details.json",
            "responses/streams/summaries-in-parts.json",
            "cohere/streams/parallel-tools.json");

    /**
     * Answers of which a stream says less: nothing that is null, no container of sounds, no texts side by side, no unknown
     * blocks.
     */
    private static final Set<String> ONLY_WHOLE = Set.of(
            "openai/responses/reasoning-content.json",
            "openai/responses/spoken.json",
            "openai/responses/text.json",
            "gemini/responses/code.json",
            "gemini/responses/logprobs.json",
            "gemini/responses/thoughts.json",
            "bedrock/responses/unknown.json");

    /** Streams without the end that clients wait for; they get it. */
    private static final Set<String> UNENDED = Set.of(
            "openai/streams/chat-perplexity-without-done.sse",
            "anthropic/streams/no-message-stop.sse",
            "cohere/streams/without-done-or-starts.sse");

    /** Streams with comments, with another end than the dialect's or with other line ends, which do not pass. */
    private static final Set<String> UNTIDY = Set.of(
            "openai/streams/chat-openrouter-details.sse",
            "responses/streams/no-event-lines-and-done.sse",
            "cohere/streams/crlf-without-names.sse");

    static List<Samples.Sample> requests() {
        return Samples.all("requests", ".json");
    }

    /** All answers that came whole, also those that say what a stream comes to. */
    static Stream<Samples.Sample> wholeAnswers() {
        return Stream.of("responses", "streams").flatMap(kind -> Samples.all(kind, ".json").stream());
    }

    static Stream<Samples.Sample> domesticAnswers() {
        return wholeAnswers().filter(sample -> !FOREIGN.contains(sample.toString()));
    }

    static Stream<Samples.Sample> streamableAnswers() {
        return wholeAnswers().filter(sample -> !ONLY_WHOLE.contains(sample.toString()));
    }

    static Stream<Samples.Sample> streams() {
        return Samples.answers().filter(Samples.Sample::isStream);
    }

    static Stream<Samples.Sample> answers() {
        return Stream.concat(wholeAnswers(), streams());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestReadAndWrittenIsTheSame(Samples.Sample sample) {
        Dialect dialect = sample.dialect();
        ChatFormat chat = chat(sample);
        Losses losses = new Losses();

        ChatRequest request = chat.readRequest(Samples.call(dialect, sample.bytes(), pathModel(sample)));
        Bytes written = chat.writeRequest(request, new Addressee(request.model(), quirks(dialect)), losses);

        assertThat(Canonical.request(dialect, Samples.tree(written)))
                .isEqualTo(Canonical.request(dialect, sample.tree()));
        assertThat(losses.list()).isEmpty();
    }

    private static String pathModel(Samples.Sample sample) {
        String able = Samples.ABLE.getOrDefault(sample.dialect(), "");
        if (sample.dialect() != Dialect.BEDROCK) {
            return able;
        }
        return switch (sample.name()) {
            case "nova-reasoning.json" -> "us.amazon.nova-2-lite-v1:0";
            // New Claudes take one of temperature and top-p only.
            case "text.json", "zeroes.json" -> "anthropic.claude-3-haiku-20240307-v1:0";
            default -> "us." + able;
        };
    }

    /** OpenAI itself understands less of its dialect than others do. */
    private static Set<Quirk> quirks(Dialect dialect) {
        return dialect == Dialect.OPENAI ? GENEROUS : Set.of();
    }

    @ParameterizedTest
    @MethodSource("domesticAnswers")
    void anAnswerReadAndWrittenIsTheSame(Samples.Sample sample) {
        Losses losses = new Losses();

        Bytes written = chat(sample).writeResponse(Answers.read(sample), sample.question(false), losses);

        assertThat(Samples.tree(written)).isEqualTo(sample.tree());
        assertThat(losses.list()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theFoldOfAStreamIsTheWholeAnswer(Samples.Sample sample) {
        Frames frames = chat(sample).frames();
        EventReader reader = chat(sample).eventReader(Set.of());
        List<ChatEvent> events = new ArrayList<>();

        Streams.read(frames, reader, List.of(sample.bytes()), events::add);

        assertThat(Streams.fold(events)).isEqualTo(Answers.read(sample.whole()));
        assertThat(reader.isComplete()).isTrue();
        assertThat(frames.next()).isNull();
        checkOrder(events);
    }

    private static void checkOrder(List<ChatEvent> events) {
        assertThat(events.getFirst()).isInstanceOf(ChatEvent.Began.class);
        assertThat(events.stream().filter(ChatEvent.Began.class::isInstance)).hasSize(1);
        long began =
                events.stream().filter(ChatEvent.PartBegan.class::isInstance).count();
        assertThat(events.stream().filter(ChatEvent.PartEnded.class::isInstance))
                .hasSize((int) began)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamReadAndWrittenSaysTheSame(Samples.Sample sample) {
        List<ChatEvent> events = Streams.events(sample.dialect(), sample.bytes());

        assertThat(argued(writtenAndRead(sample, events))).isEqualTo(argued(Answers.read(sample.whole())));
    }

    @ParameterizedTest
    @MethodSource("streamableAnswers")
    void aWholeAnswerGivenAsAStreamSaysTheSame(Samples.Sample sample) {
        ChatResponse response = Answers.read(sample);

        assertThat(argued(writtenAndRead(sample, Streams.events(response)))).isEqualTo(argued(response));
    }

    /** A call without arguments is one with an empty object of them, which clients can parse. */
    private static ChatResponse argued(ChatResponse answer) {
        List<Choice> choices = answer.choices().stream()
                .map(choice -> new Choice(
                        choice.index(),
                        choice.parts().stream().map(LawsTest::argued).toList(),
                        choice.finish(),
                        choice.logprobs(),
                        choice.extras()))
                .toList();
        return new ChatResponse(
                answer.id(), answer.model(), answer.createdSeconds(), choices, answer.usage(), answer.extras());
    }

    private static Part argued(Part part) {
        return part instanceof Part.ToolUse use && use.input().isEmpty()
                ? new Part.ToolUse(use.id(), use.name(), "{}", use.custom(), use.notes())
                : part;
    }

    private static ChatResponse writtenAndRead(Samples.Sample sample, List<ChatEvent> events) {
        Losses losses = new Losses();

        Bytes stream = Streams.written(sample.question(true), events, losses);

        assertThat(losses.list()).isEmpty();
        return Streams.fold(Streams.events(sample.dialect(), stream));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void betweenTwoOfADialectBytesPass(Samples.Sample sample) {
        Call call = sample.question(sample.isStream());

        Answers.Carried carried = Answers.carry(sample, call);

        Bytes passed = UNENDED.contains(sample.toString())
                ? carried.body().slice(0, sample.bytes().length())
                : carried.body();
        if (!UNTIDY.contains(sample.toString())) {
            assertThat(passed).isEqualTo(sample.bytes());
        }
        assertThat(Answers.read(sample.dialect(), carried.body(), sample.isStream()))
                .isEqualTo(Answers.read(sample.whole()));
        assertThat(carried.losses()).isEmpty();
        assertThat(carried.ending())
                .isInstanceOfSatisfying(
                        AnswerEvent.Finished.class,
                        finished -> assertThat(finished.usage())
                                .isEqualTo(Answers.read(sample.whole()).usage()));
    }

    private static ChatFormat chat(Samples.Sample sample) {
        return Dialects.codec(sample.dialect()).chat();
    }
}
