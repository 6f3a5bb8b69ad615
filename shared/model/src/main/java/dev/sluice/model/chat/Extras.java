package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * Members of an object that only one dialect knows, explicit nulls among them. They come back unharmed where the same
 * dialect is written, and are a {@link Loss#FIELD} where another one is.
 *
 * @param dialect whose members these are; absent when there are none
 * @param members a JSON object, in the order in which they came
 */
public record Extras(@Nullable Dialect dialect, RawJson members) {
    public static final Extras NONE = new Extras(null, RawJson.EMPTY_OBJECT);

    public boolean isEmpty() {
        return dialect == null;
    }

    public boolean isOf(Dialect other) {
        return dialect == other;
    }
}
