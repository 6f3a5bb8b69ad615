package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.Member;
import dev.sluice.bus.Members;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TrialOriginTest {
    private static final Duration TOOK = Duration.ofMillis(5);

    /** As one of two nodes that route sees them, beside one that only calls upstreams. */
    private record Seen(String self) implements Members {
        @Override
        public List<Member> now() {
            return List.of(
                    new Member("calls", "1", Set.of("provider"), false),
                    new Member("routes", "1", Set.of("router", "ingress"), false),
                    new Member("too", "1", Set.of("router", "provider"), false));
        }

        @Override
        public Ear hear(Consumer<List<Member>> listener) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void whereNobodyRoutesAllWhoDoLearnAndOneCounts() {
        assertThat(TrialOrigin.of("calls", new Seen("routes"))).isEqualTo(new TrialOrigin(true, true));
        assertThat(TrialOrigin.of("calls", new Seen("too"))).isEqualTo(new TrialOrigin(true, false));
        assertThat(TrialOrigin.of("too", new Seen("too"))).isEqualTo(TrialOrigin.HERE);
        assertThat(TrialOrigin.of("too", new Seen("routes"))).isEqualTo(TrialOrigin.ELSEWHERE);
        assertThat(TrialOrigin.of("gone", new Seen("routes"))).isEqualTo(TrialOrigin.ELSEWHERE);
    }

    @Test
    void aFailureWhereNobodyRoutesIsNotLostAndAProbeThatWorksEndsTheRestAtOnce() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        TrialOrigin lone = new TrialOrigin(true, false);
        bench.clock.passSeconds(1);
        bench.router.learn(tried(Verdict.KEY_REFUSED), lone);
        assertThat(bench.order("m")).containsExactly("b");

        bench.clock.passSeconds(10);
        bench.router.learn(tried(Verdict.OK), lone);

        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
        assertThat(bench.meters.find("sluice.channel.trials").counter()).isNull();
        bench.router.learn(tried(Verdict.OK), TrialOrigin.HERE);
        assertThat(bench.meters
                        .get("sluice.channel.trials")
                        .tag("why", "probe")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private static ChannelTried tried(Verdict verdict) {
        return new ChannelTried("calls", ChannelTried.PROBE, new Outcome("a", "m", verdict, null, null, TOOK));
    }
}
