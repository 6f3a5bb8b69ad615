package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/** What a part, a message or a tool has beside what it says. */
public record Notes(@Nullable CacheMark cache, @Nullable Seal seal, Extras extras) {
    public static final Notes NONE = new Notes(null, null, Extras.NONE);

    public static Notes of(Extras extras) {
        return extras.isEmpty() ? NONE : new Notes(null, null, extras);
    }

    public Notes with(@Nullable CacheMark mark) {
        return new Notes(mark, seal, extras);
    }

    public Notes with(@Nullable Seal newSeal) {
        return new Notes(cache, newSeal, extras);
    }

    public Notes with(Extras newExtras) {
        return new Notes(cache, seal, newExtras);
    }
}
