package dev.sluice.model.chat;

/**
 * A JSON value that is carried and not understood: a schema, the arguments of a tool, a block that only one dialect knows.
 *
 * @param text compact JSON, as the reader of the dialect wrote it down
 */
public record RawJson(String text) {
    public static final RawJson EMPTY_OBJECT = new RawJson("{}");

    /** The length only: it may hold a prompt. */
    @Override
    public String toString() {
        return "RawJson[" + text.length() + "]";
    }
}
