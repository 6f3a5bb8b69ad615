package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Verdict;
import io.micrometer.core.instrument.Gauge;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a new catalog keeps of the old one, and what the gauges show of it. */
class ReloadTest {

    @Test
    void healthIsKeptWhileTheChannelLeadsToTheSamePlace() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.fail("a", "m", 5);

        bench.adopt(serving("a", "m", "n").weight(7).priority(2), serving("b", "m"));

        assertThat(bench.order("m")).containsExactly("b");
    }

    @Test
    void aChannelThatLeadsElsewhereStartsHealthy() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.fail("a", "m", 5);

        bench.adopt(serving("a", "m").baseUrl("https://elsewhere.example"), serving("b", "m"));

        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aChannelWhoseKeyWasRefusedIsTriedAtOnceAfterAChange() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.learn("a", "m", Verdict.KEY_REFUSED);
        assertThat(bench.order("m")).containsExactly("b");

        bench.adopt(serving("a", "m"), serving("b", "m"));

        assertThat(bench.order("m")).containsExactly("a", "b");
    }

    @Test
    void eachChannelShowsItsState() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").provider("talker"));

        bench.fail("a", "m", 5);

        assertThat(states(bench)).containsOnly(Map.entry("a-name/acme", 2.0), Map.entry("b-name/talker", 0.0));
        bench.clock.passSeconds(30);
        assertThat(states(bench)).containsEntry("a-name/acme", 1.0);
    }

    @Test
    void channelsThatAreGoneShowNothing() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));

        bench.adopt(serving("b", "m"), serving("c", "m"));
        bench.fail("b", "m", 5);

        assertThat(states(bench)).containsOnly(Map.entry("b-name/acme", 2.0), Map.entry("c-name/acme", 0.0));
    }

    @Test
    void aChannelThatLeadsElsewhereShowsItsNewState() {
        TestBench bench = new TestBench(serving("a", "m"));
        bench.fail("a", "m", 5);

        bench.adopt(serving("a", "m").baseUrl("https://elsewhere.example"));

        assertThat(states(bench)).containsOnly(Map.entry("a-name/acme", 0.0));
    }

    private static Map<String, Double> states(TestBench bench) {
        return bench.meters.find("sluice.channel.state").gauges().stream()
                .collect(Collectors.toMap(ReloadTest::labels, Gauge::value));
    }

    private static String labels(Gauge gauge) {
        return Objects.requireNonNull(gauge.getId().getTag("channel"))
                + "/"
                + Objects.requireNonNull(gauge.getId().getTag("provider"));
    }
}
