package dev.sluice.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How an audit of what is new goes about it: in pieces, each a short transaction of its own.
 *
 * @param entries of each node that a piece looks at, at most
 * @param rests how many times as long as a piece took nothing is done after it
 * @param atMost how long all of it goes on; then it says what is left
 * @param goOn asked before each further piece
 */
public record AuditPace(int entries, int rests, Duration atMost, BooleanSupplier goOn) {
    /** For somebody who waits for it. */
    public static final AuditPace AT_ONCE = new AuditPace(20_000, 0, Duration.ofSeconds(10), () -> true);

    public AuditPace {
        if (entries < 1 || rests < 0 || atMost.isNegative()) {
            throw new IllegalArgumentException("an audit looks at something, and does not go back in time");
        }
    }

    /** Beside calls that are served meanwhile: some milliseconds at a time, and at most a tenth of a core. */
    public static AuditPace besideCalls(BooleanSupplier goOn) {
        return new AuditPace(4_000, 9, Duration.ofMinutes(4), goOn);
    }

    /** Rests after a piece that began at this moment of the monotonic clock. */
    void rest(long begun) {
        if (rests > 0) {
            LockSupport.parkNanos((System.nanoTime() - begun) * rests);
        }
    }
}
