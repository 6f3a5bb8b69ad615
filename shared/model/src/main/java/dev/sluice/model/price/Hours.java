package dev.sluice.model.price;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * A time of day at which calls cost more or less, by the moment of their arrival.
 *
 * @param from the first minute that counts
 * @param to the first that does not; before {@code from} when midnight lies between
 * @param factor parts per million
 */
public record Hours(LocalTime from, LocalTime to, ZoneId zone, long factor) {
    public Hours {
        Terms.checkFactor(factor);
        if (from.equals(to)) {
            throw new IllegalArgumentException("hours begin and end at different times");
        }
    }

    boolean cover(long millis) {
        LocalTime time = Instant.ofEpochMilli(millis).atZone(zone).toLocalTime();
        boolean begun = !time.isBefore(from);
        boolean over = !time.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }
}
