package dev.sluice.router;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;

/** {@code sluice_channel_state{channel,provider}}: 0 healthy, 1 half-open, 2 resting. One for each channel there is. */
final class ChannelGauges {
    private final MultiGauge states;
    private final Clocks clocks;

    ChannelGauges(MeterRegistry meters, Clocks clocks) {
        this.clocks = clocks;
        this.states = MultiGauge.builder("sluice.channel.state")
                .description("0 healthy, 1 half-open, 2 resting")
                .register(meters);
    }

    /** Shows these channels and no others. */
    void show(Collection<KnownChannel> channels) {
        states.register(channels.stream().map(this::row).toList(), true);
    }

    private MultiGauge.Row<?> row(KnownChannel known) {
        Tags tags = Tags.of(
                "channel", known.channel().name(), "provider", known.channel().provider());
        return MultiGauge.Row.of(
                tags, known.health(), health -> health.standing().level(clocks.now()));
    }
}
