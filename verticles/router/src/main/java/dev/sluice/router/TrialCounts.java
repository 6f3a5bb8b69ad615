package dev.sluice.router;

import dev.sluice.bus.ChannelTried;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code sluice_channel_trials_total{why,result}}: calls to channels that were no caller's, and that nobody pays for. */
final class TrialCounts {
    private final MeterRegistry meters;

    TrialCounts(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(String why, boolean ok) {
        // Never a label that another node has made up.
        String known = why.equals(ChannelTried.PROBE) ? why : ChannelTried.BY_HAND;
        meters.counter("sluice.channel.trials", "why", known, "result", ok ? "ok" : "failed")
                .increment();
    }
}
