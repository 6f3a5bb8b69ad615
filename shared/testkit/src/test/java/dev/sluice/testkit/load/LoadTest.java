package dev.sluice.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.PlannedUpstream.Sent;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final PlannedUpstream upstream = new PlannedUpstream();

    @AfterEach
    void stop() {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothLogsTellOfAWholeAnswer(boolean streamed) {
        Seen seen = Load.call(upstream.baseUrl(), ask("whole", streamed, 0));

        assertThat(seen.ended()).isTrue();
        assertThat(seen.contents()).isEqualTo(streamed ? 6 : 0);
        // The gateway asks for usage in streams; this caller does not.
        assertThat(upstream.sent("whole")).isEqualTo(new Sent(1, streamed ? 6 : 1, !streamed));
    }

    @Test
    void aCallerWhoLeavesHasNotSeenTheEndAndTheUpstreamHasNotSentAll() {
        Seen seen = Load.call(upstream.baseUrl(), ask("left", true, 2));

        assertThat(seen.left()).isTrue();
        assertThat(seen.ended()).isFalse();
        assertThat(seen.contents()).isEqualTo(2);
        upstream.awaitQuiet(SOON);
        assertThat(upstream.sent("left").contents()).isBetween(2, 5);
    }

    @Test
    void aStreamThatIsCutHasNotEnded() {
        upstream.failing("m", new Fault.CutMidStream(2, false));

        Seen seen = Load.call(upstream.baseUrl(), ask("cut", true, 0));

        assertThat(seen.ended()).isFalse();
        assertThat(seen.left()).isFalse();
        assertThat(seen.contents()).isEqualTo(2);
    }

    @Test
    void aRefusalIsCleanOnlyIfItSaysWhenToComeBackInTheCallersDialect() {
        try (FakeProvider refusing = FakeProvider.start()) {
            refusing.always(new Fault.ServerError(503));
            Seen unclean = Load.call(refusing.baseUrl(), ask("html", false, 0));
            refusing.always(Scripted.json(503, "{\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}"));
            Seen untimed = Load.call(refusing.baseUrl(), ask("untimed", false, 0));

            assertThat(unclean.isRefused()).isTrue();
            assertThat(unclean.isRefusedCleanly()).isFalse();
            assertThat(untimed.isRefusedCleanly()).isFalse();
        }
    }

    @Test
    void nobodyThereIsAnOutcomeToo() {
        try (FakeProvider nobody = FakeProvider.reacting(new Fault.Refused())) {
            assertThat(Load.call(nobody.baseUrl(), ask("nobody", false, 0)).status())
                    .isZero();
        }
    }

    @Test
    void aLoadKeepsComingUntilItIsStopped() {
        URI address = upstream.baseUrl();
        try (Load load = new Load(() -> address, number -> ask("call-" + number, true, 0))) {
            load.start(200).awaitEnded(20, SOON);
            load.stop(SOON);

            assertThat(load.seen()).hasSizeGreaterThanOrEqualTo(20).allMatch(Seen::ended);
            assertThat(load.seen()).extracting(seen -> seen.ask().id()).doesNotHaveDuplicates();
        }
    }

    private static Ask ask(String id, boolean streamed, int leavesAfter) {
        Plan plan = new Plan(id, 6, 30, 11, 7, UsageLie.HONEST);
        return new Ask(Tongue.OPENAI, "sk-test", "m", streamed, 100, leavesAfter, plan);
    }
}
