package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended.
 *
 * @param dialect whose word {@code raw} is
 * @param raw the upstream's own word, written again where the same dialect is written
 * @param stopSequence the one that was met, where the upstream tells
 */
public record Finish(
        Reason reason,
        @Nullable Dialect dialect,
        @Nullable String raw,
        @Nullable String stopSequence) {
    public static Finish of(Reason reason) {
        return new Finish(reason, null, null, null);
    }

    public static Finish of(Reason reason, Dialect dialect, String raw) {
        return new Finish(reason, dialect, raw, null);
    }

    /** Reasons that every dialect has a word for, or a nearest one. */
    public enum Reason {
        /** The model was done. */
        STOP,
        /** A stop sequence was met. */
        STOP_SEQUENCE,
        /** The cap on output was reached. */
        LENGTH,
        /** The model's context was full. */
        CONTEXT,
        /** Tools are to be called. */
        TOOL_USE,
        /** A filter held the answer, or the rest of it, back. */
        FILTERED,
        /** The model refused. */
        REFUSED,
        /** A long turn was interrupted and can be continued (Anthropic's {@code pause_turn}). */
        PAUSED,
        /** The upstream gave up in the middle, without an error. */
        FAILED,
        OTHER
    }
}
