package dev.sluice.provider;

import dev.sluice.provider.egress.EgressSettings;
import java.time.Duration;

/**
 * Settings of the provider room.
 *
 * @param egress how upstreams are connected to
 * @param listEvery how often an upstream is asked which models it serves
 * @param reloadEvery how often the database is asked for a newer configuration, in case the news of it was lost
 */
public record ProviderSettings(EgressSettings egress, Duration listEvery, Duration reloadEvery) {
    public static final ProviderSettings DEFAULT =
            new ProviderSettings(EgressSettings.DEFAULT, Duration.ofMinutes(10), Duration.ofSeconds(5));

    public ProviderSettings {
        if (listEvery.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new IllegalArgumentException("upstreams are asked for their models every 10 seconds at most");
        }
        if (reloadEvery.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("the configuration is asked for every 100 milliseconds at most");
        }
    }
}
