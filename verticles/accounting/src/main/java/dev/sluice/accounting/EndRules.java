package dev.sluice.accounting;

/**
 * What calls cost that do not end as they should, as the operator wants it. A call whose whole answer came, and one that no
 * channel answered, are no matter of taste.
 *
 * @param callerLeftEarly before any content; {@link Billed#PRODUCED} makes no sense there
 * @param callerLeft in mid-answer, also when the node died or nobody told the end
 * @param upstreamFailed in mid-answer
 */
public record EndRules(Billed callerLeftEarly, Billed callerLeft, Billed upstreamFailed) {
    public static final EndRules DEFAULT = new EndRules(Billed.REPORTED, Billed.PRODUCED, Billed.REPORTED);

    public EndRules {
        if (callerLeftEarly == Billed.PRODUCED) {
            throw new IllegalArgumentException(
                    "before any content nothing is produced: callerLeftEarly is not PRODUCED");
        }
    }

    /** What is billed of a call that broke off. */
    public enum Billed {
        /** Nothing, whatever it used; what the provider charges is booked all the same. */
        NOTHING,
        /** The usage that the upstream reported, nothing if it reported none. */
        REPORTED,
        /** The usage that the upstream reported, else what was produced until then, as counted here. */
        PRODUCED
    }
}
