package dev.sluice.ingress;

import dev.sluice.model.call.CallId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes call ids: 128 bits in hexadecimal, of which 32 name the node, 32 the start of the process (random, so that a
 * restart within a second differs too) and 64 count.
 */
final class CallIds {
    private static final HexFormat HEX = HexFormat.of();

    private final String prefix;
    private final AtomicLong sequence = new AtomicLong();

    CallIds(String nodeId) {
        this.prefix = HEX.toHexDigits(nodeId.hashCode()) + HEX.toHexDigits(new SecureRandom().nextInt());
    }

    CallId next() {
        return new CallId(prefix + HEX.toHexDigits(sequence.incrementAndGet()));
    }
}
