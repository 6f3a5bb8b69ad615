package dev.sluice.provider.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.FakeWebSocket;
import dev.sluice.provider.Receiver;
import dev.sluice.provider.Rig;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.provider.Samples;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.samples.ProviderSample.Ask;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each preset against samples of its vendor's wire: a local upstream sees the path, the proof of who asks and the body that
 * the vendor documents, and answers, streams and refuses as the vendor does.
 */
class ProviderSamplesTest {
    private static final Path SHIPPED = Path.of("../../conf/providers");
    private static final Map<String, Provider> PRESETS = Presets.load(SHIPPED);
    private static final Scripted TOKEN =
            Scripted.json(200, "{\"access_token\":\"" + Targets.TOKEN + "\",\"expires_in\":2592000}");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In the order in which one is looked for that an upstream does not speak itself. */
    private static final List<Dialect> CALLERS =
            List.of(Dialect.ANTHROPIC, Dialect.OPENAI, Dialect.GEMINI, Dialect.COHERE);

    static Stream<ProviderSample> all() {
        return ProviderSample.names().stream().map(ProviderSample::read);
    }

    static Stream<ProviderSample> alive() {
        return all().filter(sample -> !sample.isRetired());
    }

    @Test
    void eachPresetHasItsSamplesAndEachFolderOfSamplesItsPreset() {
        assertThat(ProviderSample.names()).containsExactlyElementsOf(PRESETS.keySet());
    }

    @ParameterizedTest
    @MethodSource("alive")
    void whateverAPresetServesHasASampleAndNoSampleIsIdle(ProviderSample sample) {
        List<String> served = new ArrayList<>();
        preset(sample)
                .endpoints()
                .byDialect()
                .forEach((dialect, endpoint) ->
                        endpoint.paths().keySet().forEach(operation -> served.add(dialect + " " + operation)));

        assertThat(sample.asks().stream().map(ask -> ask.dialect() + " " + ask.operation()))
                .containsExactlyInAnyOrderElementsOf(served);
        assertThat(sample.said().has("models")).isEqualTo(preset(sample).modelsPath() != null);
        assertThat(sample.said().has("balance")).isEqualTo(preset(sample).balance() != null);
        assertThat(sample.unread(sample.asks())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("alive")
    void callsLeaveForTheAddressThatTheVendorDocuments(ProviderSample sample) {
        Channel channel = channel(sample, sample.textOrNull("base-url"));
        for (Ask ask : sample.asks()) {
            assertThat(Targets.url(PRESETS, channel, sample, ask))
                    .as(ask.prefix())
                    .isEqualTo(ask.url());
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void aCallOfTheUpstreamsOwnDialectArrivesAndItsAnswerIsMetered(ProviderSample sample) {
        for (Ask ask : sample.asks()) {
            try (Bench bench = new Bench(sample)) {
                bench.answering(ask, whole(sample, ask));
                Arrival request = bench.carry(ask, own(ask, false));

                assertThat(path(request)).isEqualTo(pathOf(ask.url()));
                JsonNode model = request.json().path("model");
                assertThat(model.isMissingNode() || model.asText().equals(sample.text("model")))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void aStreamOfTheUpstreamsOwnDialectIsReadToItsEnd(ProviderSample sample) {
        for (Ask ask : streamed(sample)) {
            try (Bench bench = new Bench(sample)) {
                bench.answering(ask, stream(sample, ask));
                Arrival request = bench.carry(ask, own(ask, true));

                assertThat(path(request)).isEqualTo(pathOf(ask.streamUrl()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void aCallOfAnotherDialectArrivesAsTheVendorDocumentsIt(ProviderSample sample) {
        for (Ask ask : sample.asks()) {
            Dialect caller = stranger(sample, ask);
            if (caller != null) {
                try (Bench bench = new Bench(sample)) {
                    bench.answering(ask, whole(sample, ask));
                    Arrival request = bench.carry(ask, foreign(caller, ask, false));

                    assertThat(path(request)).isEqualTo(pathOf(ask.url()));
                    assertThat(request.json()).isEqualTo(json(sample.file(ask.prefix() + "request.json")));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void aStreamForACallerOfAnotherDialectIsAskedForAndRead(ProviderSample sample) {
        for (Ask ask : streamed(sample)) {
            Dialect caller = stranger(sample, ask);
            if (caller != null) {
                try (Bench bench = new Bench(sample)) {
                    bench.answering(ask, stream(sample, ask));
                    Arrival request = bench.carry(ask, foreign(caller, ask, true));

                    assertThat(path(request)).isEqualTo(pathOf(ask.streamUrl()));
                    assertThat(request.json()).isEqualTo(json(sample.file(ask.prefix() + "stream-request.json")));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void aRefusalIsTakenForWhatItIs(ProviderSample sample) {
        JsonNode refuses = sample.said().path("refuses");
        Verdict expected = Verdict.valueOf(refuses.path("verdict").asText());
        try (Bench bench = new Bench(sample)) {
            bench.answering(Scripted.json(refuses.path("status").asInt(), sample.file("refusal.json")));
            Ride ride = bench.rig.ride(
                    own(sample.asks().getFirst(), false), sample.text("model"), Samples.PATIENT, bench.out());

            assertThat(ride.refused().verdict()).isEqualTo(expected);
            assertThat(ride.refused().error().message()).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void theListOfModelsIsAskedForAndRead(ProviderSample sample) {
        JsonNode models = sample.said().path("models");
        if (!models.isMissingNode()) {
            Channel channel = channel(sample, sample.textOrNull("base-url"));

            assertThat(Targets.modelsUrl(PRESETS, channel, sample))
                    .isEqualTo(models.path("url").asText());
            assertThat(Targets.models(PRESETS, channel, sample, Bytes.utf8(sample.file("models.json"))))
                    .containsExactlyElementsOf(ProviderSample.list(models.path("lists")));
        }
    }

    @ParameterizedTest
    @MethodSource("alive")
    void whatIsLeftOfTheAccountIsAskedForAndRead(ProviderSample sample) {
        JsonNode balance = sample.said().path("balance");
        if (!balance.isMissingNode()) {
            Channel channel = channel(sample, sample.textOrNull("base-url"));

            assertThat(Targets.balanceUrl(PRESETS, channel, sample))
                    .isEqualTo(balance.path("url").asText());
            balance.path("headers")
                    .properties()
                    .forEach(header -> assertThat(Targets.balanceHeader(PRESETS, channel, sample, header.getKey()))
                            .isEqualTo(header.getValue().asText()));
            assertThat(Targets.balance(PRESETS, channel, sample, Bytes.utf8(sample.file("balance.json"))))
                    .isEqualTo(balance.path("says").asText());
        }
    }

    @Test
    void aKeyIsNotTakenToAVendorsOtherHostByAChannelWithABaseUrlOfItsOwn() {
        ProviderSample sample =
                all().filter(one -> one.name().equals("aiproxy")).findFirst().orElseThrow();

        assertThat(Targets.hasBalance(PRESETS, channel(sample, "https://example.com/v1"), sample))
                .isFalse();
        assertThat(Targets.hasBalance(PRESETS, channel(sample, null), sample)).isTrue();
    }

    @Test
    void aRetiredProviderSaysWhatToUseInstead() {
        List<ProviderSample> retired = all().filter(ProviderSample::isRetired).toList();

        assertThat(retired).extracting(ProviderSample::name).contains("palm");
        for (ProviderSample sample : retired) {
            assertThat(Targets.complaint(PRESETS, channel(sample, null))).contains(sample.text("retired"));
        }
    }

    /** A local upstream in the vendor's stead, and all of the room that calls it. */
    private static final class Bench implements AutoCloseable {
        private final ProviderSample sample;
        private final FakeProvider upstream = FakeProvider.start();
        /** In its place, if the vendor is asked over a WebSocket. */
        private final @Nullable FakeWebSocket socket;

        private final Rig rig;

        Bench(ProviderSample sample) {
            this.sample = sample;
            this.socket = isOverWebSocket(sample) ? FakeWebSocket.start() : null;
            String origin = socket == null ? "http://127.0.0.1:" + upstream.port() : "ws://127.0.0.1:" + socket.port();
            String base = origin + basePath(sample);
            this.rig = new Rig(channel(sample, base), Targets.secret(sample));
        }

        /** Answers calls in this way, and whoever asks for a token with one. */
        void answering(Scripted answer) {
            if (socket != null && answer.status() == 200) {
                socket.answering(answer.pieces().stream().map(Bytes::utf8).toList());
            } else if (socket != null) {
                socket.rejecting(answer.status(), answer.pieces().getFirst().utf8());
            }
            upstream.scripted(request -> request.target().startsWith("/oauth/2.0/token?") ? TOKEN : answer);
        }

        /** The same where the vendor gives a ticket first: that leads to this answer, and to what a whole one would be. */
        void answering(Ask ask, Scripted answer) {
            String file = ask.prefix() + "ticket.json";
            if (sample.has(file)) {
                String origin = "http://127.0.0.1:" + upstream.port();
                answering(Scripted.json(201, sample.file(file).replace("{origin}", origin)));
                upstream.having(request -> Optional.of(isForEvents(request) ? answer : whole(sample, ask)));
            } else {
                answering(answer);
            }
        }

        private static boolean isForEvents(Received request) {
            return request.header("accept").orElse("").equals("text/event-stream");
        }

        Receiver out() {
            return Receiver.thirsty();
        }

        /** Lets a call go there and back, and checks what is the same for all of them. */
        Arrival carry(Ask ask, Call call) {
            Ride ride = rig.ride(call, sample.text("model"), Samples.PATIENT, out());
            assertThat(ride.opened().status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
            Arrival request = arrival();
            assertThat(ride.out().last())
                    .as(ask.prefix() + " asked with " + request.body() + " gave "
                            + ride.out().text())
                    .isInstanceOf(Finished.class);
            Usage usage = ((Finished) ride.out().last()).usage();
            assertThat(usage == null ? Usage.NONE : tokens(usage))
                    .as(ask.prefix() + " metered from " + ride.out().text())
                    .isEqualTo(call.outline().stream() ? ask.streamUsage() : ask.usage());
            String whole = ride.out().text() + tail(ride);
            assertThat(ask.says()).allSatisfy(words -> assertThat(whole).contains(words));
            assertThat(request.method()).isEqualTo(socket == null ? "POST" : "GET");
            assertThat(request.header("content-type").isPresent()).isEqualTo(socket == null);
            assertThat(request.header("content-type").orElse("application/json"))
                    .isEqualTo("application/json");
            BodyChange change = preset(sample).body();
            JsonNode body = request.json();
            assertThat(change.without()).noneMatch(body::has);
            assertThat(change.renamed().keySet()).noneMatch(body::has);
            assertThat(change.defaults().keySet()).allMatch(body::has);
            sample.texts("headers")
                    .forEach((name, value) -> assertThat(request.header(name).orElse("(no header " + name + ")"))
                            .satisfies(received -> Targets.checkHeader(value, received)));
            assertThat(request.query().keySet()).isEqualTo(sample.texts("query").keySet());
            sample.texts("query")
                    .forEach((name, value) ->
                            Targets.checkHeader(value, request.query().getOrDefault(name, "")));
            return request;
        }

        private Arrival arrival() {
            return socket == null
                    ? Arrival.of(upstream.requests().getLast())
                    : Arrival.of(socket.asked().getLast());
        }

        @Override
        public void close() {
            rig.close();
            upstream.close();
            if (socket != null) {
                socket.close();
            }
        }
    }

    private static boolean isOverWebSocket(ProviderSample sample) {
        Adapter adapter = preset(sample).adapter();
        return adapter != null && adapter.isOverWebSocket();
    }

    /** Without what is rare, but for what is billed instead of tokens. */
    private static Usage tokens(Usage usage) {
        Map<String, Long> units = usage.rare().units().entrySet().stream()
                .filter(unit -> unit.getKey().indexOf('/') < 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Usage(usage.input(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning())
                .with(RareUsage.NONE.withUnits(units));
    }

    /** What is held back until the call is settled. */
    private static String tail(Ride ride) {
        Bytes last = ((Finished) ride.out().last()).lastWord();
        return last == null ? "" : last.utf8();
    }

    private static List<Ask> streamed(ProviderSample sample) {
        return sample.asks().stream()
                .filter(ask -> ask.operation() == Operation.CHAT)
                .toList();
    }

    /** An upstream that can only stream is asked for a stream. */
    private static Scripted whole(ProviderSample sample, Ask ask) {
        String file = ask.prefix() + "answer.json";
        return sample.has(file) ? Scripted.json(200, sample.file(file)) : stream(sample, ask);
    }

    /** An upstream that cannot stream answers as it can. */
    private static Scripted stream(ProviderSample sample, Ask ask) {
        if (!sample.has(ask.prefix() + "stream.txt") && !sample.has(ask.prefix() + "stream.base64")) {
            return whole(sample, ask);
        }
        if (preset(sample).adapter() == Adapter.OLLAMA || isOverWebSocket(sample)) {
            return events("application/x-ndjson", sample.file(ask.prefix() + "stream.txt"), "(?<=\n)");
        }
        if (ask.dialect() == Dialect.BEDROCK) {
            byte[] frames = Base64.getMimeDecoder().decode(sample.file(ask.prefix() + "stream.base64"));
            return Scripted.stream("application/vnd.amazon.eventstream", List.of(Bytes.of(frames)));
        }
        return events("text/event-stream", sample.file(ask.prefix() + "stream.txt"), "(?<=\n\n)");
    }

    private static Scripted events(String type, String body, String between) {
        List<Bytes> events = Arrays.stream(body.split(between, -1))
                .filter(event -> !event.isEmpty())
                .map(Bytes::utf8)
                .toList();
        return Scripted.stream(type, events);
    }

    /** A call in the dialect of the upstream. */
    private static Call own(Ask ask, boolean stream) {
        return switch (ask.operation()) {
            case CHAT -> Samples.chat(ask.dialect(), stream);
            case COMPLETION -> Samples.call(Operation.COMPLETION, "{\"model\":\"m\",\"prompt\":\"Hello\"}");
            case COUNT_TOKENS -> Samples.counting(ask.dialect());
            case EMBEDDING -> Samples.embedding(ask.dialect());
            case RERANK -> Samples.ranking(ask.dialect());
        };
    }

    private static Call foreign(Dialect caller, Ask ask, boolean stream) {
        return switch (ask.operation()) {
            case EMBEDDING -> Samples.embedding(caller);
            case RERANK -> Samples.ranking(caller);
            case CHAT, COMPLETION, COUNT_TOKENS -> Samples.chat(caller, stream);
        };
    }

    /** A dialect of callers whose calls must be translated into that of the question; absent if there is none. */
    private static @Nullable Dialect stranger(ProviderSample sample, Ask ask) {
        return CALLERS.stream()
                .filter(caller -> caller != ask.dialect())
                .filter(caller -> preset(sample)
                        .endpoints()
                        .choose(caller, ask.operation())
                        .filter(ask.dialect()::equals)
                        .isPresent())
                .findFirst()
                .orElse(null);
    }

    private static Channel channel(ProviderSample sample, @Nullable String baseUrl) {
        return Samples.channel(sample.name(), baseUrl, sample.texts("parameters"));
    }

    private static String basePath(ProviderSample sample) {
        String own = sample.textOrNull("base-url");
        String base = own != null ? own : Objects.requireNonNull(preset(sample).baseUrl());
        for (Map.Entry<String, String> parameter : sample.texts("parameters").entrySet()) {
            base = base.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return URI.create(base).getRawPath();
    }

    private static String path(Arrival request) {
        return request.target();
    }

    private static String pathOf(String url) {
        return url.substring(url.indexOf('/', "https://".length()));
    }

    private static Provider preset(ProviderSample sample) {
        return Objects.requireNonNull(PRESETS.get(sample.name()), sample.name());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
