package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.egress.Names;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.Reaction;
import dev.sluice.testkit.Received;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Back-pressure, hanging up and deadlines, over real sockets. */
class StreamingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void aReceiverThatGrantsNothingHoldsTheUpstreamBack() {
        try (FakeProvider provider = bulk(20_000);
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true), "m", Samples.PATIENT, new Receiver(1));
            ride.opened();
            Received request = provider.awaitRequest(SECOND);

            await().pollDelay(Duration.ofMillis(300)).until(() -> isStill(request::bytesSent, Duration.ofMillis(300)));

            assertThat(ride.out().sent()).isLessThan(64 * 1024);
            // Socket buffers of the system are between them; 20,000 chunks would be 20 MB.
            assertThat(request.bytesSent()).isLessThan(8_000_000);
            assertThat(request.isComplete()).isFalse();
        }
    }

    @Test
    void creditLetsItGoOnToTheEnd() {
        try (FakeProvider provider = bulk(500);
                Rig rig = rig(provider)) {
            Receiver out = new Receiver(1);
            Ride ride = rig.ride(Samples.chat(true), "m", Samples.PATIENT, out);
            ride.opened();

            while (!out.isEnded()) {
                rig.run(() -> out.grant(16 * 1024));
            }

            assertThat(out.last()).isInstanceOf(Finished.class);
            assertThat(out.text().split("\"delta\"", -1).length - 1).isGreaterThanOrEqualTo(500);
        }
    }

    @Test
    void timeThatTheReaderTakesIsNotTheUpstreamsSilence() {
        Timeouts timeouts = new Timeouts(PATIENCE, PATIENCE, Duration.ofMillis(100), Duration.ofSeconds(2));
        try (FakeProvider provider = bulk(20_000);
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true), "m", timeouts, new Receiver(1));
            ride.opened();

            awaitEnd(ride);

            assertThat(ride.out().last())
                    .asInstanceOf(type(Broken.class))
                    .satisfies(b -> assertThat(b.verdict()).isEqualTo(Verdict.CALLER_LEFT));
        }
    }

    @Test
    void aCallerThatHangsUpInMidStreamClosesTheUpstreamWithinASecond() {
        try (FakeProvider provider = FakeProvider.reacting(
                        Answer.of("a b c d e f g h i j k l m n o p").with(Pace.every(Duration.ofMillis(200))));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true));
            ride.opened();
            Received request = provider.awaitRequest(SECOND);

            rig.run(ride.out()::cancel);

            request.awaitClientGone(SECOND);
            assertThat(request.isComplete()).isFalse();
        }
    }

    @Test
    void aCallerThatHangsUpBeforeTheAnswerClosesTheUpstreamWithinASecond() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.HeadersNever());
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true));
            Received request = provider.awaitRequest(Duration.ofSeconds(5));

            rig.run(ride.out()::cancel);

            request.awaitClientGone(SECOND);
            assertThat(ride.refused().verdict()).isEqualTo(Verdict.CALLER_LEFT);
        }
    }

    @Test
    void aCallerThatHangsUpWhileDiallingLeavesNothingBehind() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = rig(provider)) {
            Receiver out = Receiver.thirsty();

            // Within one turn: the name is still being resolved.
            Ride ride = rig.on(() -> {
                Ride started = rig.begin(Samples.chat(true), "m", Samples.PATIENT, out);
                out.cancel();
                return started;
            });

            assertThat(ride.refused().verdict()).isEqualTo(Verdict.CALLER_LEFT);
            awaitEnd(rig.ride(Samples.chat(true)));
            assertThat(provider.requests()).as("only the second call arrived").hasSize(1);
        }
    }

    @Test
    void silenceInMidStreamRunsOutOfTime() {
        Timeouts timeouts = new Timeouts(PATIENCE, PATIENCE, Duration.ofMillis(150), Duration.ofSeconds(10));
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("a b c").with(Pace.every(Duration.ofSeconds(5))));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true), timeouts);
            ride.opened();

            awaitEnd(ride);

            assertThat(ride.out().last())
                    .asInstanceOf(type(Broken.class))
                    .satisfies(b -> assertThat(b.verdict()).isEqualTo(Verdict.TIMED_OUT));
            provider.awaitRequest(SECOND).awaitClientGone(SECOND);
        }
    }

    @Test
    void theWholeAttemptRunsOutOfTimeHoweverBusyItIs() {
        Timeouts timeouts = new Timeouts(PATIENCE, PATIENCE, PATIENCE, Duration.ofMillis(500));
        try (FakeProvider provider = FakeProvider.reacting(
                        Answer.of("a b c d e f g h i j k l m n o p q r s t").with(Pace.every(Duration.ofMillis(100))));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true), timeouts);
            ride.opened();

            awaitEnd(ride);

            assertThat(ride.out().last())
                    .asInstanceOf(type(Broken.class))
                    .satisfies(b -> assertThat(b.verdict()).isEqualTo(Verdict.TIMED_OUT));
        }
    }

    @Test
    void aBodyLongerThanAllowedIsRefused() {
        EgressSettings small = new EgressSettings(10, 10, SECOND, SECOND, 1024);
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("long ".repeat(1_000)));
                Rig rig = new Rig(channel(provider), small, Names.ofSystem(), null)) {
            Opening.Refused refused = rig.ride(Samples.chat(false)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(refused.error().message()).contains("too long");
        }
    }

    @Test
    void callsBeyondThePoolAndItsQueueAreRefusedAtOnce() {
        EgressSettings narrow = new EgressSettings(1, 1, SECOND, SECOND, 1 << 20);
        try (FakeProvider provider = FakeProvider.reacting(new Fault.HeadersNever());
                Rig rig = new Rig(channel(provider), narrow, Names.ofSystem(), null)) {
            Ride first = rig.ride(Samples.chat(true));
            provider.awaitRequest(Duration.ofSeconds(5));
            Ride second = rig.ride(Samples.chat(true));

            Opening.Refused refused = rig.ride(Samples.chat(true)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FULL);
            assertThat(refused.error().retry()).contains(SECOND);
            assertThat(first.opening().isComplete()).isFalse();
            assertThat(second.opening().isComplete()).isFalse();
        }
    }

    @Test
    void onlyHeadersOfTheListAreShown() {
        Vertx vertx = Vertx.vertx();
        HttpServer server = Rig.await(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "application/json; charset=utf-8")
                        .putHeader("x-request-id", "req-7")
                        .putHeader("openai-processing-ms", "12")
                        .putHeader("set-cookie", "session=1")
                        .putHeader("x-ratelimit-remaining-requests", "3")
                        .end("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
                                + "\"finish_reason\":\"stop\"}]}"))
                .listen(0, "127.0.0.1"));
        try (Rig rig =
                new Rig(Samples.channel("openai-compatible", "http://127.0.0.1:" + server.actualPort() + "/v1"))) {
            Ride ride = rig.ride(Samples.chat(false));

            assertThat(ride.opened().streaming()).isFalse();
            assertThat(ride.opened().headers())
                    .containsOnlyKeys("x-upstream-request-id", "openai-processing-ms")
                    .containsEntry("x-upstream-request-id", "req-7");
            awaitEnd(ride);
            assertThat(ride.out().events()).hasExactlyElementsOfTypes(Said.class, Finished.class);
        } finally {
            Rig.await(vertx.close());
        }
    }

    private static boolean isStill(LongSupplier count, Duration window) {
        long before = count.getAsLong();
        await().pollDelay(window).until(() -> true);
        return count.getAsLong() == before;
    }

    private static FakeProvider bulk(int chunks) {
        Reaction answer = Answer.of("").with(Pace.bulk(chunks, 1_000));
        return FakeProvider.reacting(answer);
    }

    private static void awaitEnd(Ride ride) {
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
    }

    private static Rig rig(FakeProvider provider) {
        return new Rig(channel(provider));
    }

    private static Channel channel(FakeProvider provider) {
        return Samples.channel("openai-compatible", provider.baseUrl().toString());
    }
}
