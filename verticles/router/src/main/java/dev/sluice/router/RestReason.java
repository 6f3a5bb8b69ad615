package dev.sluice.router;

/** Why something rests. */
enum RestReason {
    NONE("works"),
    FAILURES_IN_A_ROW("rests after failures in a row"),
    FAILURE_SHARE("rests, too many of its attempts failed"),
    PROBE_FAILED("rests after a failed probe"),
    KEY_REFUSED("rests, the upstream refused its key"),
    LIMITED("rests for this model, the upstream limited it"),
    MODEL_UNKNOWN("rests for this model, the upstream does not know it");

    private final String text;

    RestReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
