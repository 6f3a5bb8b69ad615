package dev.sluice.provider.probing;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.DisableRules;
import java.time.Duration;
import java.util.Objects;

/**
 * How channels are tried without a caller, and disabled by rules, where they do not say otherwise themselves.
 *
 * @param every how often one is tried, or one of its keys, that rests or that a rule has disabled; zero for never
 * @param everyWell how often one is tried that works; zero for never
 * @param mostAtOnce how many are tried at a time
 * @param look how often it is seen which are due
 */
public record ProbeSettings(Duration every, Duration everyWell, int mostAtOnce, DisableRules rules, Duration look) {
    public static final ProbeSettings DEFAULT =
            new ProbeSettings(Duration.ofMinutes(1), Duration.ZERO, 4, DisableRules.NONE, Duration.ofSeconds(10));

    public ProbeSettings {
        for (Duration one : new Duration[] {every, everyWell}) {
            if (!one.isZero() && one.compareTo(look) < 0) {
                throw new IllegalArgumentException(
                        "channels are probed every " + look.toSeconds() + " seconds at most");
            }
        }
        if (mostAtOnce < 1 || mostAtOnce > 100) {
            throw new IllegalArgumentException("1 to 100 channels are probed at a time");
        }
        if (look.toMillis() < 1) {
            throw new IllegalArgumentException("it is looked at most every millisecond for channels to be probed");
        }
    }

    /** The rules that a channel is under. */
    public DisableRules rules(Channel channel) {
        return channel.disabling().over(rules);
    }

    Duration every(Channel channel) {
        return Objects.requireNonNullElse(channel.probing().every(), every);
    }

    Duration everyWell(Channel channel) {
        return Objects.requireNonNullElse(channel.probing().everyWell(), everyWell);
    }
}
