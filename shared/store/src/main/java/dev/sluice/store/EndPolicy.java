package dev.sluice.store;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.UsageSource;
import java.util.Locale;

/** Which rule decided what is billed for a call; follows from how it ended and who counted its tokens. */
public enum EndPolicy {
    /** The upstream's usage, checked. */
    REPORTED_USAGE,
    /** The whole answer came without usage: what was counted here. */
    COUNTED_USAGE,
    /** The upstream's usage could not be true: what was counted here instead. */
    REPLACED_USAGE,
    /** The answer broke off without usage: what had been produced until then, as counted here. */
    PRODUCED_UNTIL_END,
    /** The caller left before any content: nothing. */
    NOTHING_BEFORE_CONTENT,
    /** No channel began to answer: nothing. */
    NOTHING_WITHOUT_ANSWER,
    /** The upstream failed in mid-answer and reported no usage: nothing. */
    NOTHING_FOR_BROKEN_ANSWER,
    /** The caller left in mid-answer, no usage was reported, and the operator bills only what is: nothing. */
    NOTHING_REPORTED,
    /** The answer broke off, and the operator does not bill what was used until then: nothing. */
    NOTHING_BY_SETTING,
    /** The request was refused before any upstream was asked: nothing. */
    NOTHING_REFUSED,
    /** Completed and free, such as counting tokens: nothing. */
    NOTHING_FREE;

    public static EndPolicy of(RequestRow row) {
        return row.operation().equals(Operation.COUNT_TOKENS.id()) && row.usageSource() == UsageSource.NONE
                ? ofFree(row.end())
                : of(row.end(), row.usageSource());
    }

    private static EndPolicy ofFree(CallEnd end) {
        return end == CallEnd.CALLER_LEFT ? NOTHING_FREE : nothing(end);
    }

    static EndPolicy of(CallEnd end, UsageSource source) {
        return switch (source) {
            case UPSTREAM -> REPORTED_USAGE;
            case REPLACED -> REPLACED_USAGE;
            case LOCAL -> end == CallEnd.COMPLETED ? COUNTED_USAGE : PRODUCED_UNTIL_END;
            case WAIVED -> NOTHING_BY_SETTING;
            case NONE -> nothing(end);
        };
    }

    private static EndPolicy nothing(CallEnd end) {
        return switch (end) {
            case COMPLETED -> NOTHING_FREE;
            case CALLER_LEFT_EARLY -> NOTHING_BEFORE_CONTENT;
            case CALLER_LEFT -> NOTHING_REPORTED;
            case UPSTREAM_REFUSED -> NOTHING_WITHOUT_ANSWER;
            case UPSTREAM_BROKE -> NOTHING_FOR_BROKEN_ANSWER;
            case REFUSED -> NOTHING_REFUSED;
        };
    }

    /** As it stands in JSON and CSV. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
