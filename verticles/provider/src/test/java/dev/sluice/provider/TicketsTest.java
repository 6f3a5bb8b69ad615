package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.egress.Names;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Reaction;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that take a call, give a ticket, and have the answer elsewhere (Replicate). */
class TicketsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Usage USED = new Usage(11, 0, 0, 7, 0);
    private static final Scripted BUSY = Scripted.json(503, "{\"detail\":\"busy\"}");
    private static final String DONE = "event: done\nid: 9:0\ndata: {}\n\n";

    private final FakeProvider upstream = FakeProvider.start();
    private final FakeProvider elsewhere = FakeProvider.start();
    private final Rig rig = new Rig(Samples.channel("replicate", base()));
    /** Of the requests that are no {@code POST}, in their order. */
    private final Queue<Received> fetched = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        rig.close();
        upstream.close();
        elsewhere.close();
    }

    // Streams.

    @Test
    void aCallerWhoStreamsGetsWhatTheTicketsStreamSays() {
        upstream.always(ticket());
        // Text that looks like an error is text, and lines of data are lines of text.
        having(
                stream(
                        output("Hel"),
                        output("lo"),
                        output(" {\"error\":\"none\"}"),
                        "event: output\ndata: \ndata: \n\n",
                        DONE),
                succeeded());

        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.opened().status()).isEqualTo(200);
        assertThat(ride.opened().streaming()).isTrue();
        assertThat(ride.out().text())
                .contains("\"content\":\"Hel\"", "\"content\":\"lo\"")
                .contains("\"content\":\" {\\\"error\\\":\\\"none\\\"}\"", "\"content\":\"\\n\"")
                .contains("\"finish_reason\":\"stop\"");
        assertThat(ride.out().last())
                .asInstanceOf(type(Finished.class))
                .extracting(Finished::usage)
                .isEqualTo(USED);
        Received created = upstream.requests().getFirst();
        assertThat(created.json().path("stream").asBoolean()).isTrue();
        assertThat(created.header("prefer")).isEmpty();
        assertThat(fetched).extracting(Received::target).containsExactly("/v1/stream/p1?t=a%20b", "/v1/predictions/p1");
        assertThat(fetched)
                .allSatisfy(
                        request -> assertThat(request.header("authorization")).contains("Bearer sk-upstream"));
        assertThat(fetched.element().header("accept")).contains("text/event-stream");
        assertThat(cancels()).isEmpty();
    }

    @Test
    void whatAStreamUsedIsEstimatedWhereTheTicketDoesNotSay() {
        upstream.always(ticket());
        having(stream(output("Hello"), DONE), BUSY);

        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.out().text()).contains("Hello");
        assertThat(ride.out().last())
                .asInstanceOf(type(Finished.class))
                .satisfies(end -> assertThat(end.usage()).isNull())
                .satisfies(end -> assertThat(end.counted()).isNotNull());
    }

    @Test
    void aModelThatCannotStreamIsWaitedForAndToldInEvents() {
        upstream.always(Scripted.json(201, prediction("starting", "").replace("\"stream\"", "\"none\"")));
        having(BUSY, succeeded());

        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.opened().streaming()).isTrue();
        assertThat(ride.out().text()).contains("data: ", "Hello from afar");
        assertThat(ride.out().last()).isInstanceOf(Finished.class);
    }

    @Test
    void aStreamThatCannotBeHadIsMadeUpForByTheTicket() {
        upstream.always(ticket());
        having(BUSY, succeeded());

        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.out().text()).contains("Hello from afar");
        assertThat(ride.out().last()).isInstanceOf(Finished.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            error | {"detail":"out of memory"}
            error | out of memory
            done  | {"reason":"error"}
            done  | {"reason":"canceled"}
            """)
    void anErrorAmongTheEventsIsARefusalOrToldInBand(String event, String data) {
        upstream.always(ticket());
        String error = "event: %s\ndata: %s\n\n".formatted(event, data);
        having(stream(error), succeeded());

        assertThat(rig.ride(Samples.chat(true)).refused().verdict()).isEqualTo(Verdict.FAILED);

        having(stream(output("Hel"), error), succeeded());
        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.out().text()).contains("Hel").doesNotContain("[DONE]");
        assertThat(ride.out().last())
                .asInstanceOf(type(Broken.class))
                .extracting(Broken::verdict)
                .isEqualTo(Verdict.FAILED);
        assertThat(cancels()).isEmpty();
    }

    @Test
    void aStreamThatBreaksOffIsToldInBandAndItsWorkCalledOff() {
        upstream.always(ticket());
        having(stream(output("Hel")).cutOff(), succeeded());

        Ride ride = rig.ride(Samples.chat(true));
        awaitEnd(ride);

        assertThat(ride.out().last()).isInstanceOf(Broken.class);
        awaitCancel();
    }

    @Test
    void aSlowCallerHoldsTheStreamUpAndOneWhoLeavesEndsItAndItsWork() {
        upstream.always(ticket());
        String[] bulk = IntStream.range(0, 8_000)
                .mapToObj(i -> output("x".repeat(1_000)))
                .toArray(String[]::new);
        having(stream(bulk), succeeded());
        Receiver out = new Receiver(20_000);

        Ride ride = rig.ride(Samples.chat(true), "m", Samples.PATIENT, out);
        ride.opened();
        await().atMost(SOON).until(() -> out.sent() >= 20_000);
        Received held = fetched.element();
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);

        assertThat(held.bytesSent()).isLessThan(1_000_000);

        rig.run(() -> out.grant(200_000));
        await().atMost(SOON).until(() -> out.sent() >= 220_000);
        rig.run(out::cancel);

        held.awaitClientGone(SOON);
        awaitCancel();
    }

    // Whole answers.

    @Test
    void aTicketIsLookedAtUntilItHasTheAnswer() {
        upstream.always(ticket());
        having(null, Scripted.json(200, prediction("processing", "")), succeeded());

        Ride ride = rig.ride(Samples.chat(false));
        awaitEnd(ride);

        assertThat(ride.opened().status()).isEqualTo(200);
        assertThat(ride.out().text()).contains("Hello from afar");
        assertThat(ride.out().last())
                .asInstanceOf(type(Finished.class))
                .extracting(Finished::usage)
                .isEqualTo(USED);
        assertThat(upstream.requests().getFirst().header("prefer")).contains("wait=5");
        assertThat(upstream.requests().getFirst().json().has("stream")).isFalse();
        assertThat(fetched)
                .extracting(Received::target)
                .containsOnly("/v1/predictions/p1")
                .hasSize(2);
        assertThat(cancels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatComesWithTheTicketIsTheAnswer(boolean stream) {
        upstream.always(succeeded());

        Ride ride = rig.ride(Samples.chat(stream));
        awaitEnd(ride);

        assertThat(ride.opened().streaming()).isEqualTo(stream);
        assertThat(ride.out().text()).contains("Hello from afar");
        assertThat(fetched).isEmpty();
    }

    @Test
    void workThatFailsIsARefusal() {
        upstream.always(ticket());
        having(null, Scripted.json(200, prediction("failed", "").replace("\"error\":null", "\"error\":\"oom\"")));

        assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(cancels()).isEmpty();
    }

    @Test
    void aLookThatFailsIsTakenAgain() {
        upstream.always(ticket());
        having(null, BUSY, BUSY, succeeded());

        assertThat(rig.ride(Samples.chat(false)).opened().status()).isEqualTo(200);
        assertThat(fetched).hasSize(3);
    }

    @Test
    void looksThatKeepFailingAreARefusalAndTheWorkIsCalledOff() {
        upstream.always(ticket());
        having(null, BUSY);

        assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(fetched).hasSize(3);
        awaitCancel();
    }

    @Test
    void aTicketThatIsTooLongIsRefused() {
        upstream.always(Scripted.json(201, prediction("processing", "x".repeat(2_000))));
        EgressSettings small = new EgressSettings(10, 10, SOON, SOON, 1024);
        try (Rig narrow = new Rig(Samples.channel("replicate", base()), small, Names.ofSystem(), null)) {
            Opening.Refused refused = narrow.ride(Samples.chat(false)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(refused.error().message()).contains("too long");
        }
    }

    // Calling off.

    @Test
    void aCallerWhoLeavesWhileTheTicketIsLookedAtHasTheWorkCalledOff() {
        upstream.always(ticket());
        having(null, Scripted.json(200, prediction("processing", "")));

        Ride ride = rig.ride(Samples.chat(false));
        await().atMost(SOON).until(() -> !fetched.isEmpty());
        rig.run(ride.out()::cancel);

        assertThat(awaitCancel().header("authorization")).contains("Bearer sk-upstream");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerWhoLeavesBeforeThereIsATicketHasTheWorkCalledOffOnceThereIs(boolean stream) {
        CountDownLatch leaves = new CountDownLatch(1);
        upstream.scripted(request -> {
            await().atMost(SOON).until(() -> leaves.getCount() == 0);
            return ticket();
        });

        Ride ride = rig.ride(Samples.chat(stream));
        upstream.awaitRequest(SOON);
        rig.run(ride.out()::cancel);
        assertThat(ride.refused().verdict()).isEqualTo(Verdict.CALLER_LEFT);
        leaves.countDown();

        awaitCancel();
        assertThat(fetched).isEmpty();
    }

    @Test
    void workThatTakesTooLongIsCalledOff() {
        upstream.always(ticket());
        having(null, Scripted.json(200, prediction("processing", "")));
        Timeouts hasty = new Timeouts(SOON, Duration.ofMillis(900), SOON, SOON);

        Opening.Refused refused = rig.ride(Samples.chat(false), hasty).refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.TIMED_OUT);
        awaitCancel();
    }

    // Where a ticket may lead.

    @ParameterizedTest
    @CsvSource({
        "get,    false, http://127.0.0.1:{elsewhere}/v1/predictions/p1",
        "stream, true,  http://127.0.0.1:{elsewhere}/v1/stream/p1",
        "get,    false, https://127.0.0.1:{own}/v1/predictions/p1",
        "stream, true,  http://me@127.0.0.1:{own}/v1/stream/p1",
        "stream, true,  http://stream.replicate.com/v1/files/p1",
        "stream, true,  https://stream.replicate.com/v1/files/p1",
        "get,    false, http://localhost:{own}/v1/predictions/p1",
        "get,    false, /v1/predictions/p1",
        "stream, true,  file:///etc/passwd",
    })
    void aTicketThatLeadsAwayFromTheUpstreamIsARefusalAndTheKeyStays(String name, boolean stream, String url) {
        String away = url.replace("{elsewhere}", "" + elsewhere.port()).replace("{own}", "" + upstream.port());
        String own = urls().get(name.equals("get") ? 0 : 1);
        upstream.always(Scripted.json(201, prediction("processing", "").replace('"' + own + '"', '"' + away + '"')));
        having(stream(output("secret"), DONE), succeeded());

        Opening.Refused refused = rig.ride(Samples.chat(stream)).refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(refused.error().kind()).isEqualTo(Kind.UPSTREAM_FAILED);
        assertThat(refused.error().message()).contains("leads to an address").doesNotContain("127.0.0.1");
        awaitCancel();
        assertThat(fetched).isEmpty();
        assertThat(elsewhere.connectionsOpen()).isZero();
    }

    @Test
    void aTicketThatLeadsNowhereIsARefusal() {
        upstream.always(Scripted.json(201, "{\"id\":\"p1\",\"status\":\"processing\",\"urls\":null}"));

        Opening.Refused refused = rig.ride(Samples.chat(false)).refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(refused.error().message()).contains("where its answer will be");
    }

    // What the upstream says.

    private String base() {
        return upstream.baseUrl().toString();
    }

    /** To look at, to stream from, to cancel at. */
    private List<String> urls() {
        return List.of(base() + "/predictions/p1", base() + "/stream/p1?t=a%20b", base() + "/predictions/p1/cancel");
    }

    private String prediction(String status, String logs) {
        return """
                {"id":"p1","status":"%s","output":null,"error":null,"logs":"%s",\
                "urls":{"get":"%s","stream":"%s","cancel":"%s"}}""".formatted(status, logs, urls().get(0), urls().get(1), urls().get(2));
    }

    private Scripted ticket() {
        return Scripted.json(201, prediction("starting", ""));
    }

    private Scripted succeeded() {
        String metrics = "\"metrics\":{\"input_token_count\":11,\"output_token_count\":7},\"id\"";
        return Scripted.json(
                200,
                prediction("succeeded", "")
                        .replace("\"output\":null", "\"output\":[\"Hello\",\" from\",\" afar\"]")
                        .replaceFirst("\"id\"", metrics));
    }

    private static String output(String text) {
        return "event: output\nid: 1:0\ndata: " + text + "\n\n";
    }

    private static Scripted stream(String... events) {
        return Scripted.stream(
                "text/event-stream", List.of(events).stream().map(Bytes::utf8).toList());
    }

    /** What there is at the stream, and at the ticket: these in their order, and then the last of them again. */
    private void having(@Nullable Scripted stream, Scripted... looks) {
        Queue<Scripted> next = new ConcurrentLinkedQueue<>(List.of(looks));
        upstream.having(request -> {
            fetched.add(request);
            if (request.target().contains("/stream/")) {
                return Optional.<Reaction>ofNullable(stream);
            }
            return Optional.ofNullable(next.size() > 1 ? next.poll() : next.peek());
        });
    }

    private List<Received> cancels() {
        return upstream.requests().stream()
                .filter(request -> request.target().equals("/v1/predictions/p1/cancel"))
                .toList();
    }

    private Received awaitCancel() {
        await().atMost(SOON).until(() -> cancels().size() == 1);
        return cancels().getFirst();
    }

    private static void awaitEnd(Ride ride) {
        ride.opened();
        await().atMost(SOON).until(() -> ride.out().isEnded());
    }
}
