package dev.sluice.ingress;

import java.time.Duration;

/**
 * How much copies of calls may take of a node.
 *
 * @param most under way at once; 0 for none
 * @param mostBodies bytes of their requests held at once
 * @param mostBytes of an answer that are read; one that is longer is cut off
 * @param longest that one may take
 */
public record ShadowSettings(int most, long mostBodies, long mostBytes, Duration longest) {
    public static final ShadowSettings DEFAULT = new ShadowSettings(64, 16 << 20, 1 << 20, Duration.ofMinutes(1));

    public ShadowSettings {
        if (most < 0 || mostBodies < 0 || mostBytes < 1 || !longest.isPositive()) {
            throw new IllegalArgumentException("what copies may take is not below zero, and their time is above it");
        }
    }
}
