package dev.sluice.ingress.load;

/** How much a node sheds. Each level does what it says and what those before it say; running calls are never cut. */
public enum Level {
    NORMAL(0, 0),
    /** Background work waits. */
    NO_BACKGROUND(1, 70),
    /** A call that failed is not tried again elsewhere, and connections are closed after their answers. */
    NO_RETRIES(2, 80),
    /** New calls are let in by fair shares only. */
    FAIR_SHARES(3, 90),
    /** Connections are not accepted, and no call is let in. */
    NO_CONNECTIONS(4, 95);

    /** A level is left when the load is so many points below its entry. */
    private static final int SLACK = 10;

    private final int number;
    private final int entry;

    Level(int number, int entry) {
        this.number = number;
        this.entry = entry;
    }

    /** 0 for normal, 4 for the highest. */
    public int number() {
        return number;
    }

    /** The load in percent at which it is entered. */
    int entry() {
        return entry;
    }

    public boolean isAtLeast(Level other) {
        return compareTo(other) >= 0;
    }

    /** The level that follows this one at a load in percent. */
    Level at(int percent) {
        Level reached = reachedBy(percent);
        if (reached.isAtLeast(this)) {
            return reached;
        }
        Level held = reachedBy(percent + SLACK);
        return held.isAtLeast(this) ? this : held;
    }

    private static Level reachedBy(int percent) {
        Level reached = NORMAL;
        for (Level level : values()) {
            if (percent >= level.entry) {
                reached = level;
            }
        }
        return reached;
    }
}
