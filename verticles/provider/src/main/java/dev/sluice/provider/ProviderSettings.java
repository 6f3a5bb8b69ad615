package dev.sluice.provider;

import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.probing.ProbeSettings;
import java.time.Duration;

/**
 * Settings of the provider room.
 *
 * @param egress how upstreams are connected to
 * @param listEvery how often an upstream is asked which models it serves
 * @param reloadEvery how often the database is asked for a newer configuration, in case the news of it was lost
 * @param probes how channels are tried without a caller
 */
public record ProviderSettings(EgressSettings egress, Duration listEvery, Duration reloadEvery, ProbeSettings probes) {
    public static final ProviderSettings DEFAULT =
            new ProviderSettings(EgressSettings.DEFAULT, Duration.ofMinutes(10), Duration.ofSeconds(5));

    /** With channels tried as is usual. */
    public ProviderSettings(EgressSettings egress, Duration listEvery, Duration reloadEvery) {
        this(egress, listEvery, reloadEvery, ProbeSettings.DEFAULT);
    }

    public ProviderSettings {
        if (listEvery.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new IllegalArgumentException("upstreams are asked for their models every 10 seconds at most");
        }
        if (reloadEvery.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("the configuration is asked for every 100 milliseconds at most");
        }
    }
}
