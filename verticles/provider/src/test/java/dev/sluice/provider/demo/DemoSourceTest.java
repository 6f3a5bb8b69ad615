package dev.sluice.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.Receiver;
import dev.sluice.provider.Rig;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.provider.Samples;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoSourceTest {
    private final Rig rig = new Rig(Samples.channel("demo", null));

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theAnswerSaysThatItIsADemonstrationAndReportsUsage(boolean stream) {
        Ride ride = ride("demo", stream);

        assertThat(ride.opened().streaming()).isEqualTo(stream);
        awaitEnd(ride);
        assertThat(ride.out().text()).contains("demonstration");
        assertThat(ride.out().last())
                .asInstanceOf(type(Finished.class))
                .satisfies(f -> assertThat(Objects.requireNonNull(f.usage()).completion())
                        .isGreaterThan(20))
                .satisfies(f ->
                        assertThat(Objects.requireNonNull(f.usage()).prompt()).isPositive())
                .satisfies(f -> assertThat(f.suspect()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"2049, 1", "65, 4096"})
    void moreVectorsThanAreReasonableAreRefused(int inputs, int dimensions) {
        Opening.Refused refused = rig.ride(vectors(inputs, dimensions), "demo", Samples.PATIENT, Receiver.thirsty())
                .refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().message()).contains("at most");
    }

    @ParameterizedTest
    @CsvSource({"2048, 128", "64, 4096"})
    void asManyVectorsAsAllowedAreMadeBesideTheEventLoop(int inputs, int dimensions) {
        Ride ride = rig.ride(vectors(inputs, dimensions), "demo", Samples.PATIENT, Receiver.thirsty());

        awaitEnd(ride);

        assertThat(ride.out().text()).contains("\"index\":" + (inputs - 1));
    }

    private static Call vectors(int inputs, int dimensions) {
        String texts = String.join(",", Collections.nCopies(inputs, "\"x\""));
        return Samples.call(
                Operation.EMBEDDING,
                "{\"model\":\"demo\",\"dimensions\":%d,\"input\":[%s]}".formatted(dimensions, texts));
    }

    @Test
    void theStreamComesInPiecesThatMakeUpTheText() {
        Ride ride = ride("demo", true);

        awaitEnd(ride);

        assertThat(ride.out().events().stream().filter(Said.class::isInstance)).hasSizeGreaterThan(20);
        StringBuilder said = new StringBuilder();
        for (String event : ride.out().text().split("\n\n", -1)) {
            int from = event.indexOf("\"content\":\"");
            if (from >= 0) {
                said.append(event, from + 11, event.indexOf('"', from + 11));
            }
        }
        assertThat(said).hasToString(DemoScript.TEXT);
    }

    @Test
    void completionsAreAnsweredInTheirOwnShape() {
        Ride ride = rig.ride(
                Samples.call(Operation.COMPLETION, "{\"model\":\"demo\",\"prompt\":\"Hello\",\"stream\":true}"),
                "demo",
                Samples.PATIENT,
                Receiver.thirsty());

        awaitEnd(ride);

        assertThat(ride.out().text()).contains("\"text_completion\"").contains("\"text\":\"This ");
        assertThat(ride.out().last()).isInstanceOf(Finished.class);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void itSpeaksEachDialect(Dialect dialect) {
        for (boolean stream : new boolean[] {true, false}) {
            Ride ride = rig.ride(Samples.chat(dialect, stream), "demo", Samples.PATIENT, Receiver.thirsty());

            assertThat(ride.opened().streaming()).isEqualTo(stream);
            awaitEnd(ride);
            assertThat(ride.out().text()).contains("demonstration");
            assertThat(ride.out().last())
                    .asInstanceOf(type(Finished.class))
                    .satisfies(f -> assertThat(Objects.requireNonNull(f.usage()).completion())
                            .isGreaterThan(20));
        }
    }

    @Test
    void vectorsAreTheSameForTheSameText() {
        String[] answers = new String[2];
        for (int i = 0; i < 2; i++) {
            Ride ride = rig.ride(
                    Samples.call(Operation.EMBEDDING, "{\"model\":\"demo\",\"input\":[\"a\",\"b\"]}"),
                    "demo",
                    Samples.PATIENT,
                    Receiver.thirsty());
            awaitEnd(ride);
            answers[i] = ride.out().text();
        }

        assertThat(answers[0]).contains("\"index\":1").isEqualTo(answers[1]);
    }

    @Test
    void theSlowModelThinksFirst() {
        long began = System.nanoTime();

        Ride ride = ride("demo-slow", true);
        ride.opened();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_900));
        rig.run(ride.out()::cancel);
    }

    @Test
    void theLimitedModelSaysWhenToComeBack() {
        Opening.Refused refused = ride("demo-429", true).refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.LIMITED);
        assertThat(refused.error().retry()).contains(Duration.ofSeconds(1));
    }

    @Test
    void theFailingModelFails() {
        assertThat(ride("demo-500", false).refused().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void theCutModelBreaksOffInMidStream() {
        Ride ride = ride("demo-cut", true);

        ride.opened();
        awaitEnd(ride);

        assertThat(ride.out().text()).contains("This ");
        assertThat(ride.out().last()).isInstanceOf(Broken.class);
    }

    @Test
    void theCutModelRefusesWhatIsNotStreamed() {
        assertThat(ride("demo-cut", false).refused().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aModelThatIsNotOneOfThemIsUnknown() {
        assertThat(ride("gpt-4o", true).refused().verdict()).isEqualTo(Verdict.MODEL_UNKNOWN);
    }

    @Test
    void aReaderWithoutCreditHoldsItBack() {
        Receiver out = new Receiver(1);
        Ride ride = rig.ride(Samples.chat(true), "demo", Samples.PATIENT, out);
        ride.opened();
        long sent = out.sent();

        await().during(Duration.ofMillis(200)).until(() -> out.sent() == sent);
        rig.run(() -> out.grant(1 << 20));

        awaitEnd(ride);
        assertThat(out.last()).isInstanceOf(Finished.class);
    }

    @Test
    void aCallerThatLeavesEndsIt() {
        Ride ride = ride("demo", true);
        ride.opened();

        rig.run(ride.out()::cancel);
        long sent = ride.out().sent();

        await().during(Duration.ofMillis(200)).until(() -> ride.out().sent() == sent);
        assertThat(ride.out().isEnded()).isFalse();
    }

    private Ride ride(String model, boolean stream) {
        return rig.ride(Samples.chat(stream), model, Samples.PATIENT, Receiver.thirsty());
    }

    private static void awaitEnd(Ride ride) {
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
    }
}
