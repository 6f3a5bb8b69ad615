package dev.sluice.admin;

import java.time.Duration;

/**
 * What an operator may set about management.
 *
 * @param version of the gateway, as {@code /api/status} says it
 * @param maxBody bytes of a request body, at most
 * @param maxConcurrent requests that are worked on at once; more get 503
 * @param bodyTimeout in which a request body must have come
 * @param sessionLife how long somebody stays signed in
 */
public record AdminSettings(
        String version, int maxBody, int maxConcurrent, Duration bodyTimeout, Duration sessionLife) {
    public AdminSettings {
        if (maxBody < 1024 || maxConcurrent < 1) {
            throw new IllegalArgumentException("management takes bodies of 1024 bytes and one request at least");
        }
        if (!bodyTimeout.isPositive() || !sessionLife.isPositive()) {
            throw new IllegalArgumentException("management's durations are longer than nothing");
        }
    }

    public static AdminSettings defaults(String version) {
        return new AdminSettings(version, 8 << 20, 64, Duration.ofSeconds(10), Duration.ofHours(12));
    }
}
