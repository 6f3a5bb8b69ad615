package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.bus.ChannelEvents.Event;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.KeyChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelinesTest {
    private static final SampleChannel SAMPLE = serving("a", "m");

    @Test
    void whatARuleSwitchesIsToldWithItsReason() {
        TestBench bench = new TestBench(SAMPLE);

        bench.adopt(changed(false, "the upstream refused the key"));
        bench.adopt(changed(true, "it works again"));
        bench.adopt(changed(false, null));

        assertThat(bench.router.events(new ChannelQuery("a")).events())
                .extracting(Event::what, Event::reason)
                .containsExactly(
                        tuple("disabled", "the configuration was changed"),
                        tuple("enabled", "by rule: it works again"),
                        tuple("disabled", "by rule: the upstream refused the key"));
    }

    @Test
    void soIsAKey() {
        TestBench bench = new TestBench(keys(List.of("main", "k2"), Map.of()));

        bench.adopt(keys(List.of("main"), Map.of("k2", "the account of the key has nothing left")));

        assertThat(bench.router.events(new ChannelQuery("a")).events())
                .extracting(Event::what, Event::key, Event::reason)
                .containsExactly(tuple("disabled", "k2", "by rule: the account of the key has nothing left"));
    }

    private static SampleChannel changed(boolean enabled, @Nullable String why) {
        return new SampleChannel(
                SAMPLE.channel().change().enabled(enabled).switched(why).channel());
    }

    private static SampleChannel keys(List<String> ids, Map<String, String> switched) {
        return new SampleChannel(SAMPLE.channel()
                .change()
                .keys(new ChannelKeys(KeyChoice.ROUND_ROBIN, ids, switched))
                .channel());
    }
}
