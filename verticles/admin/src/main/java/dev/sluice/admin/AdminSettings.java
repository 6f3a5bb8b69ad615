package dev.sluice.admin;

import dev.sluice.admin.http.TrustedProxies;
import dev.sluice.admin.signin.Site;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may set about management.
 *
 * @param version of the gateway, as {@code /api/status} says it
 * @param maxBody bytes of a request body, at most
 * @param maxConcurrent requests that are worked on at once; more get 503
 * @param bodyTimeout in which a request body must have come
 * @param sessionLife how long somebody stays signed in
 * @param site where the web UI's pages come from; absent where that is whatever name a browser asks for
 * @param proxies whose word is taken for where clients are
 * @param keysPerUser how many API keys users may make for themselves, each
 */
public record AdminSettings(
        String version,
        int maxBody,
        int maxConcurrent,
        Duration bodyTimeout,
        Duration sessionLife,
        @Nullable Site site,
        TrustedProxies proxies,
        int keysPerUser) {
    private static final int KEYS_PER_USER = 20;
    private static final int MOST_KEYS_PER_USER = 500;

    public AdminSettings {
        if (maxBody < 1024 || maxConcurrent < 1) {
            throw new IllegalArgumentException("management takes bodies of 1024 bytes and one request at least");
        }
        if (keysPerUser < 0 || keysPerUser > MOST_KEYS_PER_USER) {
            throw new IllegalArgumentException("users make 0 to " + MOST_KEYS_PER_USER + " keys of their own");
        }
        if (!bodyTimeout.isPositive() || !sessionLife.isPositive()) {
            throw new IllegalArgumentException("management's durations are longer than nothing");
        }
    }

    public AdminSettings(String version, int maxBody, int maxConcurrent, Duration bodyTimeout, Duration sessionLife) {
        this(version, maxBody, maxConcurrent, bodyTimeout, sessionLife, null, TrustedProxies.NONE, KEYS_PER_USER);
    }

    public static AdminSettings defaults(String version) {
        return new AdminSettings(version, 8 << 20, 64, Duration.ofSeconds(10), Duration.ofHours(12));
    }

    /** The same, with pages that come from there alone, as far as passkeys are asked. */
    public AdminSettings at(Site place) {
        return new AdminSettings(
                version, maxBody, maxConcurrent, bodyTimeout, sessionLife, place, proxies, keysPerUser);
    }

    /** The same behind these proxies. */
    public AdminSettings behind(TrustedProxies trusted) {
        return new AdminSettings(version, maxBody, maxConcurrent, bodyTimeout, sessionLife, site, trusted, keysPerUser);
    }

    /** The same, where each user makes so many keys at most. */
    public AdminSettings withKeysPerUser(int most) {
        return new AdminSettings(version, maxBody, maxConcurrent, bodyTimeout, sessionLife, site, proxies, most);
    }
}
