package dev.sluice.store;

import java.time.Instant;

/** For how long a line of the roll-ups adds calls up, by their arrival in UTC. */
public enum Slot {
    HOUR(3_600_000L, "usage_hour"),
    DAY(86_400_000L, "usage_day");

    private final long millis;
    private final String table;

    Slot(long millis, String table) {
        this.millis = millis;
        this.table = table;
    }

    public long millis() {
        return millis;
    }

    /** The beginning of the slot that this moment lies in. */
    public Instant startOf(Instant moment) {
        return Instant.ofEpochMilli(startOf(moment.toEpochMilli()));
    }

    long startOf(long moment) {
        return Math.subtractExact(moment, Math.floorMod(moment, millis));
    }

    String table() {
        return table;
    }

    String unitTable() {
        return table + "_unit";
    }
}
