package dev.sluice.router;

/** Why something rests. */
enum RestReason {
    NONE("works"),
    FAILURES_IN_A_ROW("rests after failures in a row"),
    FAILURE_SHARE("rests, too many of its attempts failed"),
    PROBE_FAILED("rests after a failed probe"),
    KEY_REFUSED("rests, the upstream refused its key"),
    OUT_OF_QUOTA("rests, the account of its key has nothing left"),
    NO_KEY("rests, all of its keys are disabled"),
    KEY_REFUSED_ELSEWHERE("rests, the upstream refused its key to another node"),
    LIMITED("rests for this model, the upstream limited it"),
    LIMITED_ELSEWHERE("rests for this model, the upstream limited it for another node"),
    MODEL_UNKNOWN("rests for this model, the upstream does not know it");

    private final String text;

    RestReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Whether the upstream refused the key or its account, to whomever. */
    boolean isOfKey() {
        return this == KEY_REFUSED || this == OUT_OF_QUOTA || this == KEY_REFUSED_ELSEWHERE;
    }

    /** Whether the upstream limited the model, whoever was told so. */
    boolean isOfLimit() {
        return this == LIMITED || this == LIMITED_ELSEWHERE;
    }
}
