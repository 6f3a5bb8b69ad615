package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers of one dialect at upstreams of another, over real sockets. What each dialect can say is tested where it is written. */
class TranslationTest {
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello from afar"}],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":7}}""";
    private static final Scripted CLAUDE_STREAM = sse("""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],\
            "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello from"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" afar"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}

            event: message_stop
            data: {"type":"message_stop"}

            """);
    private static final String GPT = """
            {"id":"c-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"Hello from afar","refusal":null},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
    private static final String SILENT_GPT_STREAM = """
            data: {"id":"c-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":\
            {"role":"assistant","content":"Hello from"},"finish_reason":null}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":\
            {"content":" afar"},"finish_reason":null}]}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{},\
            "finish_reason":"stop"}]}

            """;
    private static final Scripted GPT_STREAM = sse(SILENT_GPT_STREAM + """
            data: {"id":"c-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[],\
            "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}

            data: [DONE]

            """);
    private static final Usage USAGE = new Usage(11, 0, 0, 7, 0);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerOfOpenAiReachesClaude(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(stream ? CLAUDE_STREAM : Scripted.json(200, CLAUDE));
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(Samples.chat(stream));

            assertThat(ride.opened().streaming()).isEqualTo(stream);
            assertThat(ride.opened().contentType()).isEqualTo(stream ? "text/event-stream" : "application/json");
            awaitEnd(ride);
            assertThat(ride.out().text())
                    .contains(stream ? "chat.completion.chunk" : "\"chat.completion\"")
                    .contains("afar");
            assertThat(finished(ride).usage()).isEqualTo(USAGE);
            Received request = provider.requests().getFirst();
            assertThat(request.target()).isEqualTo("/v1/messages");
            assertThat(request.header("x-api-key")).contains("sk-upstream");
            assertThat(request.header("anthropic-version")).contains("2023-06-01");
            assertThat(request.header("accept")).contains(stream ? "text/event-stream" : "application/json");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"OPENAI", "ANTHROPIC"})
    void whatClaudeReportsTravelsWithItsWords(Dialect caller) {
        try (FakeProvider provider = FakeProvider.reacting(CLAUDE_STREAM);
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(Samples.chat(caller, true));

            awaitEnd(ride);
            assertThat(ride.out().events())
                    .filteredOn(Said.class::isInstance)
                    .extracting(event -> ((Said) event).reported())
                    .contains(USAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerOfAnthropicReachesGpt(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(stream ? GPT_STREAM : Scripted.json(200, GPT));
                Rig rig = rig("groq", provider)) {
            Ride ride = rig.ride(Samples.chat(Dialect.ANTHROPIC, stream));

            assertThat(ride.opened().streaming()).isEqualTo(stream);
            awaitEnd(ride);
            assertThat(ride.out().text())
                    .contains(stream ? "event: message_start" : "\"type\":\"message\"")
                    .contains("afar");
            assertThat(finished(ride).usage()).isEqualTo(USAGE);
            assertThat(provider.requests().getFirst().target()).isEqualTo("/v1/chat/completions");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inOneDialectBytesPass(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(stream ? CLAUDE_STREAM : Scripted.json(200, CLAUDE));
                Rig rig = rig("anthropic", provider)) {
            Call call = Samples.chat(Dialect.ANTHROPIC, stream);
            Ride ride = rig.ride(call);

            awaitEnd(ride);

            Bytes last = finished(ride).lastWord();
            String whole = ride.out().text() + (last == null ? "" : last.utf8());
            assertThat(whole)
                    .isEqualTo(stream ? CLAUDE_STREAM.pieces().getFirst().utf8() : CLAUDE);
            assertThat(provider.requests().getFirst().body()).isEqualTo(call.body());
        }
    }

    @Test
    void aStreamIsFoldedForACallerWhoWantsItWhole() {
        try (FakeProvider provider = FakeProvider.reacting(GPT_STREAM);
                Rig rig = rig("openai-compatible", provider)) {
            Ride ride = rig.ride(Samples.chat(false));

            assertThat(ride.opened().streaming()).isFalse();
            assertThat(ride.opened().contentType()).isEqualTo("application/json");
            awaitEnd(ride);
            assertThat(ride.out().text()).startsWith("{").contains("Hello from afar");
            assertThat(finished(ride).lastWord()).isNull();
            assertThat(finished(ride).usage()).isEqualTo(USAGE);
        }
    }

    @Test
    void aStreamThatCannotBeFoldedToItsEndIsARefusal() {
        int middle = SILENT_GPT_STREAM.lastIndexOf("data: ");
        try (FakeProvider provider = FakeProvider.reacting(
                        sse(SILENT_GPT_STREAM.substring(0, middle)).cutOff());
                Rig rig = rig("openai-compatible", provider)) {
            assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void aWholeAnswerIsUnfoldedForACallerWhoWantsAStream() {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, GPT));
                Rig rig = rig("openai-compatible", provider)) {
            Ride ride = rig.ride(Samples.chat(true));

            assertThat(ride.opened().streaming()).isTrue();
            assertThat(ride.opened().contentType()).isEqualTo("text/event-stream");
            awaitEnd(ride);
            assertThat(ride.out().text()).startsWith("data: ").contains("Hello from afar");
            assertThat(Objects.requireNonNull(finished(ride).lastWord()).utf8()).contains("[DONE]");
        }
    }

    @Test
    void completionsAreTakenAsTheyCome() {
        String text =
                "{\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"Hi\",\"finish_reason\":\"stop\"}]}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, text));
                Rig rig = rig("openai-compatible", provider)) {
            Ride ride = rig.ride(Samples.completion());

            assertThat(ride.opened().streaming()).isFalse();
            awaitEnd(ride);
            assertThat(ride.out().text()).isEqualTo(text);
        }
    }

    @Test
    void whatIsLostIsNamed() {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, CLAUDE));
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(Samples.call(
                    Operation.CHAT,
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"seed\":7}"));

            assertThat(ride.opened().headers()).containsEntry("x-sluice-losses", "seed");
        }
    }

    @Test
    void aRefusalIsReadInTheUpstreamsDialect() {
        String error =
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long\"}}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(400, error));
                Rig rig = rig("anthropic", provider)) {
            Opening.Refused refused = rig.ride(Samples.chat(true)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
            assertThat(refused.error().message()).contains("prompt is too long");
        }
    }

    @Test
    void aRequestThatCannotBeReadIsTheCallersFault() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = rig("anthropic", provider)) {
            Opening.Refused refused = rig.ride(Samples.call(
                            Operation.CHAT, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}]}"))
                    .refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
            assertThat(refused.error().kind()).isEqualTo(Kind.MALFORMED);
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void aCutInMidStreamIsToldInBand() {
        List<Bytes> pieces = CLAUDE_STREAM.pieces();
        String begun = pieces.getFirst().utf8();
        Scripted cut = sse(begun.substring(0, begun.indexOf("event: content_block_stop")))
                .cutOff();
        try (FakeProvider provider = FakeProvider.reacting(cut);
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(Samples.chat(true));

            ride.opened();
            awaitEnd(ride);
            assertThat(ride.out().last())
                    .asInstanceOf(type(Broken.class))
                    .satisfies(broken -> assertThat(broken.verdict()).isEqualTo(Verdict.FAILED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, application/vnd.amazon.eventstream",
        "anthropic, text/html",
        "openai-compatible, text/event-streams",
    })
    void otherContentTypesAreRefused(String preset, String type) {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.stream(type, CLAUDE_STREAM.pieces()));
                Rig rig = rig(preset, provider)) {
            Opening.Refused refused = rig.ride(Samples.chat(true)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(refused.error().message()).contains("neither JSON nor a stream");
        }
    }

    @Test
    void aLargeRequestIsTranslatedToo() {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, CLAUDE));
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(large());

            ride.opened();
            assertThat(provider.requests().getFirst().body().length()).isGreaterThan(400_000);
        }
    }

    @Test
    void aCallerWhoLeavesWhileItIsTranslatedLeavesNothingBehind() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.HeadersNever());
                Rig rig = rig("anthropic", provider)) {
            Receiver out = Receiver.thirsty();
            Call call = large();

            Ride ride = rig.on(() -> {
                Ride started = rig.begin(call, "m", Samples.PATIENT, out);
                out.cancel();
                return started;
            });

            assertThat(ride.refused().verdict()).isEqualTo(Verdict.CALLER_LEFT);
            await().during(Duration.ofMillis(300))
                    .until(() -> provider.requests().isEmpty());
        }
    }

    @Test
    void aLargeAnswerIsTranslatedToo() {
        String long400k = "lorem ipsum ".repeat(40_000);
        try (FakeProvider provider =
                        FakeProvider.reacting(Scripted.json(200, CLAUDE.replace("Hello from afar", long400k)));
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(Samples.chat(false));

            ride.opened();
            awaitEnd(ride);
            assertThat(ride.out().text()).contains(long400k);
            assertThat(finished(ride).usage()).isEqualTo(USAGE);
        }
    }

    @Test
    void tokensAreCountedHereWhereTheUpstreamCannot() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = rig("groq", provider)) {
            Ride ride = rig.ride(count());

            assertThat(ride.opened().streaming()).isFalse();
            awaitEnd(ride);
            assertThat(ride.out().text()).matches("\\{\"input_tokens\":[1-9]\\d*}");
            assertThat(ride.opened().headers()).containsEntry("x-sluice-estimate", "true");
            assertThat(finished(ride).usage()).isEqualTo(Usage.NONE);
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void tokensAreCountedByTheUpstreamThatCan() {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, "{\"input_tokens\": 4711}"));
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(count());

            awaitEnd(ride);
            assertThat(ride.out().text()).isEqualTo("{\"input_tokens\": 4711}");
            assertThat(finished(ride).usage()).isEqualTo(Usage.NONE);
            assertThat(provider.requests().getFirst().target()).isEqualTo("/v1/messages/count_tokens");
        }
    }

    @Test
    void whatAnUpstreamDoesNotReportIsEstimated() {
        try (FakeProvider provider = FakeProvider.reacting(sse(SILENT_GPT_STREAM + "data: [DONE]\n\n"));
                Rig rig = rig("groq", provider)) {
            Ride ride = rig.ride(Samples.chat(true));

            awaitEnd(ride);

            Finished finished = finished(ride);
            assertThat(finished.usage()).isNull();
            assertThat(finished.lastWord()).isNotNull();
            assertThat(Objects.requireNonNull(finished.counted()).prompt()).isPositive();
            assertThat(finished.counted().completion()).isPositive();
        }
    }

    private static Call count() {
        return Samples.call(
                Dialect.ANTHROPIC,
                Operation.COUNT_TOKENS,
                false,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello, who are you?\"}]}");
    }

    private static Call large() {
        return Samples.call(
                Operation.CHAT,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(100_000) + "\"}]}");
    }

    private static Scripted sse(String events) {
        return new Scripted(200, Map.of("Content-Type", "text/event-stream"), List.of(Bytes.utf8(events)), false);
    }

    private static Finished finished(Ride ride) {
        return (Finished) ride.out().last();
    }

    private static void awaitEnd(Ride ride) {
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
    }

    private static Rig rig(String preset, FakeProvider provider) {
        return new Rig(Samples.channel(preset, provider.baseUrl().toString()));
    }
}
