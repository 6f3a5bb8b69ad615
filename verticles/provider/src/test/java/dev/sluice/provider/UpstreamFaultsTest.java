package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Reaction;
import dev.sluice.testkit.Scripted;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each way in which an upstream can fail. */
class UpstreamFaultsTest {
    private static final Timeouts HASTY = new Timeouts(
            Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(10));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProperAnswerOpensAndFinishesWithUsage(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("Hello there"));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(stream));

            Opening.Opened opened = ride.opened();
            awaitEnd(ride);

            assertThat(opened.status()).isEqualTo(200);
            assertThat(opened.streaming()).isEqualTo(stream);
            assertThat(ride.out().text()).contains("Hello");
            assertThat(ride.out().last())
                    .isEqualTo(new Finished(
                            new Usage(11, 0, 0, 7, 0), false, stream ? Bytes.utf8("data: [DONE]\n\n") : null));
            assertThat(provider.requests().getFirst().header("Authorization")).contains("Bearer sk-upstream");
            assertThat(provider.requests().getFirst().header("Accept-Encoding")).contains("identity");
            assertThat(provider.requests().getFirst().target()).isEqualTo("/v1/chat/completions");
        }
    }

    @Test
    void f1NothingListens() {
        expect(new Fault.Refused(), Samples.PATIENT, Verdict.UNREACHABLE, Kind.UPSTREAM_FAILED);
    }

    @Test
    void f2TheConnectionIsNeverMade() {
        expect(new Fault.SynDropped(), HASTY, Verdict.TIMED_OUT, Kind.UPSTREAM_TIMEOUT);
    }

    @Test
    void f3ResetBeforeHeaders() {
        expect(new Fault.ResetBeforeHeaders(), Samples.PATIENT, Verdict.UNREACHABLE, Kind.UPSTREAM_FAILED);
    }

    @Test
    void f4HeadersNever() {
        expect(new Fault.HeadersNever(), HASTY, Verdict.TIMED_OUT, Kind.UPSTREAM_TIMEOUT);
    }

    @Test
    void f5TooManyRequestsSayHowLongToWait() {
        Opening.Refused refused =
                expect(new Fault.TooManyRequests("7"), Samples.PATIENT, Verdict.LIMITED, Kind.RATE_LIMITED);

        assertThat(refused.error().retry()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void f6ServerErrorsWithHtml(int status) {
        expect(new Fault.ServerError(status), Samples.PATIENT, Verdict.FAILED, Kind.UPSTREAM_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_api_key, KEY_REFUSED",
        "402, insufficient_balance, OUT_OF_QUOTA",
        "403, forbidden, KEY_REFUSED"
    })
    void f7TheChannelsKeyIsRefused(int status, String code, Verdict verdict) {
        expect(new Fault.Denied(status, code), Samples.PATIENT, verdict, Kind.UPSTREAM_FAILED);
    }

    @Test
    void theCallersOwnMistakeIsPassedOn() {
        Opening.Refused refused = expect(
                new Fault.Denied(400, "context_length_exceeded"),
                Samples.PATIENT,
                Verdict.REQUEST_AT_FAULT,
                Kind.UPSTREAM_REJECTED);

        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void f8SilenceAfterHeaders() {
        expect(new Fault.SilenceAfterHeaders(), HASTY, Verdict.TIMED_OUT, Kind.UPSTREAM_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f9CutBeforeContentIsARefusal(boolean reset) {
        expect(new Fault.CutMidStream(0, reset), Samples.PATIENT, Verdict.FAILED, Kind.UPSTREAM_FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f9CutInMidStreamIsToldInBand(boolean reset) {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.CutMidStream(3, reset));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true));

            ride.opened();
            awaitEnd(ride);

            assertThat(ride.out().text()).contains("\"content\"").doesNotContain("[DONE]");
            assertThat(ride.out().last())
                    .asInstanceOf(type(Broken.class))
                    .satisfies(b -> assertThat(b.verdict()).isEqualTo(Verdict.FAILED))
                    .satisfies(b -> assertThat(b.error().kind()).isEqualTo(Kind.UPSTREAM_FAILED));
        }
    }

    @Test
    void f10AnEventWithoutEndIsNotCollectedForEver() {
        expect(
                new Fault.BrokenStream(Fault.Breakage.ENDLESS_EVENT),
                Samples.PATIENT,
                Verdict.FAILED,
                Kind.UPSTREAM_FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f11HtmlInsteadOfAnAnswer(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.HtmlInstead());
                Rig rig = rig(provider)) {
            Opening.Refused refused =
                    rig.ride(Samples.chat(stream), Samples.PATIENT).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(refused.error().message()).contains("neither JSON nor a stream");
        }
    }

    @Test
    void f11AStreamThatBeginsWithAnErrorIsARefusal() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.ErrorEvent(0));
                Rig rig = rig(provider)) {
            Opening.Refused refused =
                    rig.ride(Samples.chat(true), Samples.PATIENT).refused();

            assertThat(refused.verdict().isRetryable()).isTrue();
        }
    }

    @Test
    void f11AnErrorInMidStreamIsToldInBand() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.ErrorEvent(2));
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true));

            ride.opened();
            awaitEnd(ride);

            assertThat(ride.out().last()).isInstanceOf(Broken.class);
        }
    }

    @Test
    void f13AnUpstreamThatDripsRunsOutOfTime() {
        expect(new Fault.Drip(Duration.ofMillis(100)), HASTY, Verdict.TIMED_OUT, Kind.UPSTREAM_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f15ACompressedAnswerIsNotUnpacked(boolean stream) {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.GzipBomb(64));
                Rig rig = rig(provider)) {
            Opening.Refused refused = rig.ride(Samples.chat(stream)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(refused.error().message()).contains("compressed");
        }
    }

    @Test
    void f16ARedirectIsNotFollowed() {
        try (FakeProvider inner = FakeProvider.start()) {
            URI target = URI.create(inner.baseUrl() + "/chat/completions");

            expect(new Fault.Redirect(target), Samples.PATIENT, Verdict.FAILED, Kind.UPSTREAM_FAILED);

            assertThat(inner.requests()).isEmpty();
        }
    }

    @Test
    void aChannelConfinedToPublicAddressesDoesNotReachThisMachine() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = new Rig(Samples.confined(Samples.channel("openai-compatible", url(provider))))) {
            Opening.Refused refused = rig.ride(Samples.chat(true)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.UNREACHABLE);
            assertThat(refused.error().message()).doesNotContain("127.0.0.1");
            assertThat(provider.connectionsOpen()).isZero();
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void aConnectionIsKeptForTheNextCall() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = rig(provider)) {
            for (int i = 0; i < 5; i++) {
                awaitEnd(rig.ride(Samples.chat(i % 2 == 0)));
            }

            assertThat(provider.requests()).hasSize(5);
            assertThat(provider.connectionsOpen()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalLeavesTheConnectionToOthers() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.TooManyRequests(null));
                Rig rig = rig(provider)) {
            for (int i = 0; i < 5; i++) {
                rig.ride(Samples.chat(true)).refused();
            }

            assertThat(provider.connectionsOpen()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 429})
    void whatTheUpstreamSaysOfItsLimitsComesWithItsAnswer(int status) {
        Scripted plain = Scripted.json(status, "{\"choices\":[],\"error\":{\"message\":\"slow down\"}}");
        Map<String, String> headers = Map.of(
                "Content-Type", "application/json",
                "x-ratelimit-limit-requests", "60",
                "x-ratelimit-remaining-requests", "0",
                "x-ratelimit-reset-requests", "12s");
        try (FakeProvider provider = FakeProvider.reacting(new Scripted(status, headers, plain.pieces(), false));
                Rig rig = rig(provider)) {
            Opening opening = rig.ride(Samples.chat(false)).head();

            assertThat(opening.limits())
                    .containsExactly(new UpstreamLimit(UpstreamLimit.Kind.REQUESTS, 60, 0, Duration.ofSeconds(12)));
        }
    }

    private static Opening.Refused expect(Reaction fault, Timeouts timeouts, Verdict verdict, Kind kind) {
        try (FakeProvider provider = FakeProvider.reacting(fault);
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.chat(true), timeouts);

            Opening.Refused refused = ride.refused();

            assertThat(refused.verdict()).isEqualTo(verdict);
            assertThat(refused.error().kind()).isEqualTo(kind);
            assertThat(refused.error().message()).doesNotContain("127.0.0.1").doesNotContain("sk-upstream");
            assertThat(ride.out().isEnded()).isTrue();
            assertThat(ride.out().events()).isEmpty();
            return refused;
        }
    }

    private static void awaitEnd(Ride ride) {
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
    }

    private static Rig rig(FakeProvider provider) {
        return new Rig(Samples.channel("openai-compatible", url(provider)));
    }

    private static String url(FakeProvider provider) {
        return provider.baseUrl().toString();
    }
}
