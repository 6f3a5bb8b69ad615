package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import dev.sluice.router.Standing.Phase;
import dev.sluice.router.traffic.Lane;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelHealthTest {
    private final FakeClock clock = new FakeClock();
    private final ChannelHealth health = new ChannelHealth(HealthSettings.DEFAULTS, clock.now(), new Lane());

    @Nested
    class GoingToRest {

        @ParameterizedTest
        @EnumSource(
                value = Verdict.class,
                names = {"FAILED", "UNREACHABLE", "TIMED_OUT"})
        void fiveBlamableFailuresInARowAreEnough(Verdict verdict) {
            for (int i = 0; i < 4; i++) {
                assertThat(learn(verdict)).isEmpty();
            }

            assertThat(learn(verdict)).map(Standing::reason).contains(RestReason.FAILURES_IN_A_ROW);
            assertThat(health.standing().phase()).isEqualTo(Phase.RESTING);
        }

        @Test
        void anAnswerBetweenThemKeepsItWorking() {
            learn(Verdict.FAILED, 4);
            learn(Verdict.OK);
            learn(Verdict.FAILED, 4);

            assertThat(health.standing().isWorking()).isTrue();
        }

        @Test
        void moreThanHalfOfTwentyInTenSecondsAreEnoughWithoutARow() {
            for (int i = 0; i < 9; i++) {
                learn(Verdict.OK);
                learn(Verdict.FAILED);
            }
            learn(Verdict.FAILED);
            assertThat(health.standing().isWorking()).isTrue();

            learn(Verdict.FAILED);

            assertThat(health.standing().reason()).isEqualTo(RestReason.FAILURE_SHARE);
        }

        @ParameterizedTest
        @EnumSource(
                value = Verdict.class,
                names = {"REQUEST_AT_FAULT", "CALLER_LEFT", "LIMITED", "MODEL_UNKNOWN"})
        void whatDoesNotBlameTheChannelNeverSendsItToRest(Verdict verdict) {
            learn(verdict, 50);

            assertThat(health.standing().isWorking()).isTrue();
        }

        @Test
        void aRefusedKeyIsEnoughAtOnce() {
            learn(Verdict.KEY_REFUSED);

            assertThat(health.standing().reason()).isEqualTo(RestReason.KEY_REFUSED);
            assertThat(restSeconds()).isEqualTo(30);
        }

        @Test
        void attemptsThatBeganBeforeTheRestNeitherLengthenNorEndIt() {
            learn(Verdict.FAILED, 5);
            Standing before = health.standing();

            learnAfter(Duration.ofMinutes(2), Verdict.FAILED);
            learnAfter(Duration.ofMinutes(2), Verdict.KEY_REFUSED);
            learnAfter(Duration.ofMinutes(2), Verdict.OK);

            assertThat(health.standing()).isEqualTo(before);
        }

        @Test
        void anAnswerOfAnAttemptThatNobodyTimedDoesNotEndARestBeforeTheProbe() {
            learn(Verdict.FAILED, 5);

            learnAfter(Duration.ZERO, Verdict.OK);

            assertThat(health.standing().phase()).isEqualTo(Phase.RESTING);
        }

        @Test
        void anAnswerThatBeganDuringTheRestEndsIt() {
            learn(Verdict.FAILED, 5);
            clock.passSeconds(3);

            learnAfter(Duration.ofSeconds(2), Verdict.OK);

            assertThat(health.standing().isWorking()).isTrue();
        }
    }

    @Nested
    class ComingBack {

        @Test
        void noProbeIsDueBeforeThirtySecondsAndOneAfter() {
            learn(Verdict.FAILED, 5);

            clock.pass(Duration.ofMillis(29_999));
            assertThat(health.claimProbe("m", clock.now())).isFalse();
            assertThat(health.standing().level(clock.now())).isEqualTo(2);

            clock.pass(Duration.ofMillis(1));
            assertThat(health.standing().level(clock.now())).isEqualTo(1);
            assertThat(health.claimProbe("m", clock.now())).isTrue();
        }

        @Test
        void oneRequestAloneIsTheProbe() {
            restUntilDue();

            assertThat(health.claimProbe("m", clock.now())).isTrue();
            assertThat(health.claimProbe("m", clock.now())).isFalse();
            assertThat(health.claimProbe("n", clock.now())).isFalse();
            assertThat(health.standing().phase()).isEqualTo(Phase.TRIED);
            assertThat(health.standing().level(clock.now())).isEqualTo(1);
        }

        @Test
        void aProbeThatWorksEndsTheRest() {
            restUntilDue();
            health.claimProbe("m", clock.now());

            assertThat(learn(Verdict.OK)).map(Standing::isWorking).contains(true);
            assertThat(health.standing().level(clock.now())).isZero();
        }

        @Test
        void aProbeWhoseCallerLeftInMidAnswerHasWorked() {
            restUntilDue();
            health.claimProbe("m", clock.now());
            clock.passSeconds(1);

            Duration second = Duration.ofSeconds(1);
            health.learn(
                    "m", new Outcome("c", "m", Verdict.CALLER_LEFT, null, Duration.ofMillis(5), second), clock.now());

            assertThat(health.standing().isWorking()).isTrue();
        }

        @ParameterizedTest
        @EnumSource(
                value = Verdict.class,
                names = {"CALLER_LEFT", "REQUEST_AT_FAULT", "LIMITED"})
        void aProbeThatTellsNothingMakesRoomForTheNext(Verdict verdict) {
            restUntilDue();
            health.claimProbe("m", clock.now());

            learn(verdict);

            assertThat(health.standing().isWorking()).isFalse();
            assertThat(health.claimProbe("n", clock.now())).isTrue();
        }

        @Test
        void aProbeOfWhichNothingIsHeardIsGivenUpAfterItsDeadline() {
            restUntilDue();
            health.claimProbe("m", clock.now());

            clock.pass(Duration.ofMillis(29_999));
            assertThat(health.claimProbe("m", clock.now())).isFalse();

            clock.pass(Duration.ofMillis(1));
            assertThat(health.claimProbe("m", clock.now())).isTrue();
            assertThat(health.claimProbe("m", clock.now())).isFalse();
        }

        @Test
        void whatBeganBeforeTheProbeIsNotTakenForIt() {
            restUntilDue();
            health.claimProbe("m", clock.now());

            learnAfter(Duration.ofSeconds(20), Verdict.TIMED_OUT);

            assertThat(health.standing().phase()).isEqualTo(Phase.TRIED);
        }

        @Test
        void failuresBeforeTheRestDoNotCountAfterIt() {
            restUntilDue();
            health.claimProbe("m", clock.now());
            learn(Verdict.OK);

            learn(Verdict.FAILED, 4);

            assertThat(health.standing().isWorking()).isTrue();
        }
    }

    @Nested
    class GrowingBackOff {

        @Test
        void eachFailedProbeMakesTheRestThirtySecondsLongerUpToFiveMinutes() {
            learn(Verdict.FAILED, 5);
            assertThat(restSeconds()).isEqualTo(30);

            for (int n = 2; n <= 14; n++) {
                failProbe();

                assertThat(restSeconds()).isEqualTo(Math.min(30 * n, 300));
                assertThat(health.standing().reason()).isEqualTo(RestReason.PROBE_FAILED);
            }
        }

        @Test
        void aKeyThatIsStillRefusedMakesItLongerToo() {
            learn(Verdict.KEY_REFUSED);
            clock.passSeconds(30);
            health.claimProbe("m", clock.now());

            learn(Verdict.KEY_REFUSED);

            assertThat(restSeconds()).isEqualTo(60);
        }

        @Test
        void howeverLongTheRestAProbeIsDueEveryThirtySecondsSoThatACureIsSeen() {
            learn(Verdict.FAILED, 5);
            for (int n = 0; n < 10; n++) {
                failProbe();
            }

            clock.passSeconds(30);

            assertThat(health.claimProbe("m", clock.now())).isTrue();
            assertThat(learn(Verdict.OK)).map(Standing::isWorking).contains(true);
        }

        @Test
        void oneThatCameBackEarlyGetsLittleToDoUntilItsRestWouldHaveBeenOver() {
            learn(Verdict.FAILED, 5);
            failProbe();
            clock.passSeconds(30);
            health.claimProbe("m", clock.now());

            learn(Verdict.OK);

            assertThat(health.share(clock.now())).isEqualTo(1);
            clock.passSeconds(30);
            assertThat(health.share(clock.now())).isEqualTo(10);
        }

        @Test
        void oneThatFailsAgainSoonGoesOnWithItsSeries() {
            restUntilDue();
            health.claimProbe("m", clock.now());
            learn(Verdict.OK);
            clock.passSeconds(10);

            learn(Verdict.FAILED, 5);

            assertThat(restSeconds()).isEqualTo(60);
        }

        @Test
        void oneThatHasWorkedAsLongAsItRestedBeginsANewSeries() {
            restUntilDue();
            health.claimProbe("m", clock.now());
            learn(Verdict.OK);
            clock.passSeconds(30);

            learn(Verdict.FAILED, 5);

            assertThat(restSeconds()).isEqualTo(30);
        }

        private void failProbe() {
            clock.passSeconds(30);
            assertThat(health.claimProbe("m", clock.now())).isTrue();
            learn(Verdict.FAILED);
        }
    }

    @Nested
    class Models {

        @ParameterizedTest
        @CsvSource({"PT20S, 20", "PT1H, 300", "PT2562047788015H, 300", "PT0S, 1", "PT-5S, 1"})
        void aLimitRestsTheModelForAsLongAsTheUpstreamAskedWithinReason(Duration asked, long seconds) {
            learn("m", Verdict.LIMITED, asked);

            Standing model = health.standing("m");
            assertThat(model.reason()).isEqualTo(RestReason.LIMITED);
            assertThat(Duration.ofNanos(model.length())).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(health.standing("other").isWorking()).isTrue();
            assertThat(health.standing().isWorking()).isTrue();
        }

        @Test
        void aLimitWithoutATimeRestsItBrieflyThenLonger() {
            for (int n = 1; n <= 4; n++) {
                learn("m", Verdict.LIMITED, null);

                assertThat(Duration.ofNanos(health.standing("m").length())).isEqualTo(Duration.ofSeconds(n));
                clock.passSeconds(n);
                assertThat(health.claimProbe("m", clock.now())).isTrue();
            }
        }

        @Test
        void noProbeIsSentBeforeTheTimeThatTheUpstreamAskedForIsOver() {
            learn("m", Verdict.LIMITED, Duration.ofMinutes(2));

            clock.passSeconds(119);
            assertThat(health.claimProbe("m", clock.now())).isFalse();

            clock.passSeconds(1);
            assertThat(health.claimProbe("m", clock.now())).isTrue();
            assertThat(health.claimProbe("m", clock.now())).isFalse();
            learn("m", Verdict.OK, null);
            assertThat(health.standing("m").isWorking()).isTrue();
        }

        @Test
        void aLongerTimeAskedForDuringTheRestIsHeeded() {
            learn("m", Verdict.LIMITED, Duration.ofSeconds(10));
            learn("m", Verdict.LIMITED, Duration.ofSeconds(60));
            learn("m", Verdict.LIMITED, Duration.ofSeconds(5));

            clock.passSeconds(59);
            assertThat(health.claimProbe("m", clock.now())).isFalse();

            clock.passSeconds(1);
            assertThat(health.claimProbe("m", clock.now())).isTrue();
        }

        @Test
        void anUnknownModelRestsAloneForFiveMinutes() {
            learn("m", Verdict.MODEL_UNKNOWN, null);

            assertThat(health.standing("m").reason()).isEqualTo(RestReason.MODEL_UNKNOWN);
            assertThat(health.offers("m")).isFalse();
            assertThat(health.offers("other")).isTrue();
            clock.passSeconds(299);
            assertThat(health.claimProbe("m", clock.now())).isFalse();
            clock.passSeconds(1);
            assertThat(health.claimProbe("m", clock.now())).isTrue();
        }

        @Test
        void aModelThatIsStillLimitedIsNoProbeForItsChannel() {
            learn("m", Verdict.LIMITED, Duration.ofMinutes(2));
            learn(Verdict.FAILED, 5);
            clock.passSeconds(30);

            assertThat(health.claimProbe("m", clock.now())).isFalse();
            assertThat(health.claimProbe("other", clock.now())).isTrue();
        }

        @Test
        void oneProbeMayEndBothRests() {
            learn("m", Verdict.LIMITED, Duration.ofSeconds(10));
            for (int i = 0; i < 5; i++) {
                learn("other", Verdict.FAILED, null);
            }
            clock.passSeconds(30);

            assertThat(health.claimProbe("m", clock.now())).isTrue();
            learn("m", Verdict.OK, null);

            assertThat(health.standing("m").isWorking()).isTrue();
            assertThat(health.standing().isWorking()).isTrue();
        }

        @Test
        void namesThatCallersInventDoNotPileUp() {
            for (int i = 0; i < 5000; i++) {
                learn("invented-" + i, Verdict.MODEL_UNKNOWN, null);
            }

            assertThat(health.modelsKnown()).isLessThanOrEqualTo(ModelRests.MOST);
            assertThat(health.standing("invented-4999").isWorking()).isFalse();
        }
    }

    @Test
    void aKeyThatMayHaveBeenReplacedIsTriedAtOnce() {
        learn(Verdict.KEY_REFUSED);

        health.keyMayHaveChanged(clock.now());

        assertThat(health.claimProbe("m", clock.now())).isTrue();
    }

    @Test
    void aNewKeyIsNoReasonToTryAChannelThatRestsForFailures() {
        learn(Verdict.FAILED, 5);

        health.keyMayHaveChanged(clock.now());

        assertThat(health.claimProbe("m", clock.now())).isFalse();
    }

    private void restUntilDue() {
        learn(Verdict.FAILED, 5);
        clock.passSeconds(30);
    }

    private long restSeconds() {
        return Duration.ofNanos(health.standing().ends() - clock.now()).toSeconds();
    }

    private void learn(Verdict verdict, int times) {
        for (int i = 0; i < times; i++) {
            learn(verdict);
        }
    }

    private Optional<Standing> learn(Verdict verdict) {
        return learn("m", verdict, null);
    }

    /** Of an attempt that began now, and ends a microsecond later. */
    private Optional<Standing> learn(String model, Verdict verdict, @Nullable Duration retryAfter) {
        Duration took = Duration.ofNanos(1000);
        clock.pass(took);
        return health.learn(model, new Outcome("c", model, verdict, retryAfter, null, took), clock.now());
    }

    private void learnAfter(Duration took, Verdict verdict) {
        health.learn("m", new Outcome("c", "m", verdict, null, null, took), clock.now());
    }
}
