package dev.sluice.provider.upstream;

import org.jspecify.annotations.Nullable;

/**
 * How an upstream is reached.
 *
 * @param origin where it is
 * @param privateAddresses whether its name may resolve to loopback or private addresses
 * @param via the proxy on the way; absent for straight
 */
public record Way(
        Origin origin, boolean privateAddresses, @Nullable Via via) {}
