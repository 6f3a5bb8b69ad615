package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Fault.Breakage;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.UsageLie;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers and the books see when an upstream fails, with one healthy channel beside the faulty one. */
class UpstreamFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int REQUESTS = 3;
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private static Path data;

    private static Gateway gateway;

    private final String model = "m-" + UUID.randomUUID();
    private final FakeProvider healthy = FakeProvider.reacting(Answer.of("I am healthy"));
    private FakeProvider faulty = FakeProvider.start();

    @BeforeAll
    static void startGateway() {
        gateway = Gateway.start(data, Map.of());
    }

    @AfterAll
    static void stopGateway() {
        gateway.close();
    }

    @AfterEach
    void stopUpstreams() {
        healthy.close();
        faulty.close();
    }

    static Stream<Arguments> faultsBeforeTheFirstContent() {
        List<Fault> faults = List.of(
                new Fault.Refused(),
                new Fault.SynDropped(),
                new Fault.ResetBeforeHeaders(),
                new Fault.HeadersNever(),
                new Fault.TooManyRequests(null),
                new Fault.TooManyRequests("1"),
                new Fault.TooManyRequests("999999999999999999999"),
                new Fault.TooManyRequests("-5"),
                new Fault.TooManyRequests("Fri, 31 Dec 9999 23:59:59 GMT"),
                new Fault.ServerError(500),
                new Fault.ServerError(503),
                new Fault.Denied(401, "invalid_api_key"),
                new Fault.Denied(402, "insufficient_balance"),
                new Fault.Denied(403, "forbidden"),
                new Fault.SilenceAfterHeaders(),
                new Fault.CutMidStream(0, false),
                new Fault.CutMidStream(0, true),
                new Fault.HtmlInstead(),
                new Fault.ErrorEvent(0));
        return faults.stream().flatMap(fault -> Stream.of(Arguments.of(fault, false), Arguments.of(fault, true)));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @MethodSource("faultsBeforeTheFirstContent")
    void callersNeverSeeAFaultBeforeTheFirstContent(Fault fault, boolean stream) {
        beside(fault);

        for (int i = 0; i < REQUESTS; i++) {
            String id = "before-" + UUID.randomUUID();
            HttpResponse<String> answer = gateway.chat(id, request(stream));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(textOf(answer, stream)).isEqualTo("I am healthy");
            assertThat(count(answer.body(), "[DONE]")).isEqualTo(stream ? 1 : 0);
            JsonNode row = onlyRow(id);
            assertThat(row.path("end").asText()).isEqualTo("completed");
            assertThat(row.path("status").asInt()).isEqualTo(200);
            assertThat(row.path("attempts").asInt()).isBetween(i == 0 ? 2 : 1, 2);
        }
        assertThat(faulty.requests().size()).isLessThanOrEqualTo(REQUESTS);
        assertThat(healthy.requests()).hasSize(REQUESTS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamThatIsCutEndsWithAnErrorAndNeverWithSilence(boolean reset) {
        beside(new Fault.CutMidStream(2, reset));
        String id = "cut-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        // An RST may overtake content that was sent just before it; then the other channel could still be tried.
        if (!reset || answer.body().contains("one ")) {
            assertBrokenInBand(answer);
            assertThat(onlyRow(id).path("end").asText()).isEqualTo("upstream_broke");
            assertThat(healthy.requests()).isEmpty();
        }
        assertThat(onlyRow(id)).isNotNull();
    }

    @Test
    void anErrorEventInMidStreamIsPassedOnAsAnErrorAndNothingFollows() {
        beside(new Fault.ErrorEvent(2));
        String id = "error-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        assertBrokenInBand(answer);
        assertThat(onlyRow(id).path("end").asText()).isEqualTo("upstream_broke");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerInOneBodyThatIsCutIsTriedElsewhere(boolean reset) {
        beside(new Fault.CutMidStream(2, reset));
        String id = "body-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(false));

        assertThat(textOf(answer, false)).isEqualTo("I am healthy");
        assertThat(onlyRow(id).path("attempts").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"MIXED_LINE_ENDS", "BYTE_ORDER_MARK", "ONE_BYTE_CHUNKS", "SPLIT_ANYWHERE"})
    void streamsInUnusualFormAreRead(Breakage form) {
        beside(new Fault.BrokenStream(form));
        String id = "form-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        assertThat(Gateway.text(answer.body())).isEqualTo("one two three four five six");
        assertThat(count(answer.body(), "[DONE]")).isEqualTo(1);
        JsonNode row = onlyRow(id);
        assertThat(row.path("attempts").asInt()).isEqualTo(1);
        assertThat(row.at("/usage/output").asInt()).isEqualTo(7);
        assertThat(healthy.requests()).isEmpty();
    }

    @Test
    void invalidUtf8DoesNotGoUnnoticed() {
        beside(new Fault.BrokenStream(Breakage.INVALID_UTF8));
        String id = "utf8-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        assertThat(answer.statusCode()).isEqualTo(200);
        boolean ended = answer.body().contains("[DONE]");
        boolean error = answer.body().contains("\"error\"");
        assertThat(ended).isNotEqualTo(error);
        assertThat(onlyRow(id)).isNotNull();
    }

    @Test
    void anEventWithoutEndIsGivenUpEarly() {
        beside(new Fault.BrokenStream(Breakage.ENDLESS_EVENT));
        String id = "endless-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        assertThat(textOf(answer, true)).isEqualTo("I am healthy");
        assertThat(onlyRow(id).path("attempts").asInt()).isEqualTo(2);
        Received given = faulty.requests().getFirst();
        given.awaitClientGone(SOON);
        assertThat(given.bytesSent()).isLessThan(24 * MEBIBYTE);
    }

    @Test
    void slowDripsAreStillRead() {
        beside(new Fault.Drip(Duration.ofNanos(200_000)));

        HttpResponse<String> answer = gateway.chat("drip-" + UUID.randomUUID(), request(true));

        assertThat(Gateway.text(answer.body())).isEqualTo("one two three four five six");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGzipBombIsNotUnpacked(boolean stream) {
        beside(new Fault.GzipBomb(64));
        String id = "bomb-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(stream));

        assertThat(textOf(answer, stream)).isEqualTo("I am healthy");
        assertThat(onlyRow(id).path("attempts").asInt()).isEqualTo(2);
    }

    @Test
    void redirectsAreNotFollowed() {
        try (FakeProvider target = FakeProvider.start()) {
            beside(new Fault.Redirect(target.baseUrl().resolve("/v1/chat/completions")));

            HttpResponse<String> answer = gateway.chat("moved-" + UUID.randomUUID(), request(false));

            assertThat(textOf(answer, false)).isEqualTo("I am healthy");
            assertThat(target.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(UsageLie.class)
    void usageIsBilledAsReportedUnlessThatCannotBe(UsageLie lie) {
        beside(new Fault.WrongUsage(lie));
        for (boolean stream : new boolean[] {false, true}) {
            String id = "usage-" + UUID.randomUUID();

            HttpResponse<String> answer = gateway.chat(id, request(stream));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(textOf(answer, stream)).isEqualTo("one two three four five six");
            JsonNode row = onlyRow(id);
            long output = row.at("/usage/output").asLong();
            String source = row.path("usage_source").asText();
            switch (lie) {
                case HONEST, TWICE, EARLY -> {
                    assertThat(source).isEqualTo("upstream");
                    assertThat(output).isEqualTo(7);
                    assertThat(row.at("/usage/input").asLong()).isEqualTo(11);
                }
                case ZERO -> {
                    assertThat(source).isEqualTo("upstream");
                    assertThat(output).isZero();
                }
                case MISSING -> {
                    assertThat(source).isEqualTo("local");
                    assertThat(output).isBetween(3L, 40L);
                }
                case NEGATIVE, ABSURD -> {
                    assertThat(source).isEqualTo("replaced");
                    assertThat(output).isBetween(3L, 40L);
                }
            }
        }
    }

    @Test
    void whenEveryChannelFailsTheCallerGetsOneErrorAndTheBooksOneRow() {
        beside(new Fault.ServerError(500));
        healthy.always(new Fault.ServerError(503));
        String id = "all-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(true));

        assertThat(answer.statusCode()).isBetween(500, 504);
        assertThat(Gateway.parse(answer.body()).at("/error/message").asText())
                .isNotEmpty()
                .doesNotContain("html", "127.0.0.1");
        JsonNode row = onlyRow(id);
        assertThat(row.path("end").asText()).isEqualTo("upstream_refused");
        assertThat(row.path("attempts").asInt()).isEqualTo(2);
        assertThat(row.path("cost_nanodollars").asLong()).isZero();
    }

    @Test
    void aRequestThatIsItselfAtFaultIsNotTriedElsewhere() {
        beside(new Fault.Denied(400, "unsupported_value"));
        String id = "fault-" + UUID.randomUUID();

        HttpResponse<String> answer = gateway.chat(id, request(false));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(healthy.requests()).isEmpty();
        assertThat(onlyRow(id).path("attempts").asInt()).isEqualTo(1);
    }

    /** Two channels of the test's model: the faulty one is tried first. */
    private void beside(Fault fault) {
        faulty.close();
        faulty = FakeProvider.reacting(fault);
        gateway.addChannel("healthy of " + model, healthy, model);
        gateway.addChannel("faulty of " + model, faulty, impatientChannel());
    }

    private ObjectNode impatientChannel() {
        ObjectNode channel = Gateway.JSON.createObjectNode().put("priority", 10);
        channel.putArray("models").add(model);
        channel.putObject("timeouts")
                .put("connect", "500ms")
                .put("first_content", "1s")
                .put("between_chunks", "2s")
                .put("total", "20s");
        return channel;
    }

    private String request(boolean stream) {
        return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]}"
                .formatted(model, stream);
    }

    private static JsonNode onlyRow(String id) {
        List<JsonNode> rows = gateway.awaitRows(id);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    private static void assertBrokenInBand(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Gateway.text(answer.body())).startsWith("one ");
        List<String> events = Gateway.events(answer.body());
        assertThat(Gateway.parse(events.getLast()).path("error").path("message").asText())
                .isNotEmpty();
        assertThat(answer.body()).doesNotContain("[DONE]", "I am healthy");
    }

    private static String textOf(HttpResponse<String> answer, boolean stream) {
        return stream
                ? Gateway.text(answer.body())
                : Gateway.parse(answer.body()).at("/choices/0/message/content").asText();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
