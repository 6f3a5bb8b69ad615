package dev.sluice.testkit;

import java.time.Duration;

/** What a {@link FaultProxy} does to one direction of a connection. Byte counts begin with the connection. */
public sealed interface LinkFault {

    /** Nothing: bytes go through as they come. */
    record None() implements LinkFault {}

    /** Both directions end with FIN after so many bytes. */
    record CutAfter(long bytes) implements LinkFault {}

    /** Both directions end with RST after so many bytes. */
    record ResetAfter(long bytes) implements LinkFault {}

    /** This direction ends with FIN after so many bytes; the other goes on. */
    record HalfCloseAfter(long bytes) implements LinkFault {}

    /** Each piece waits so long. */
    record Delay(Duration duration) implements LinkFault {}

    /** No more than so many bytes in a second. */
    record Throttle(int bytesPerSecond) implements LinkFault {}

    /** Bytes after the first so many are taken and never arrive; the connection stays open. */
    record BlackHoleAfter(long bytes) implements LinkFault {}

    /** Nothing arrives until this fault is over; then all that was held back does, as after lost packets. */
    record HoldBack() implements LinkFault {}
}
