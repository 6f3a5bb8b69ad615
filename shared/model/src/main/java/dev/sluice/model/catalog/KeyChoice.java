package dev.sluice.model.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of a channel's keys a call is sent with, of those that work. */
public enum KeyChoice {
    /** One after the other. */
    ROUND_ROBIN,
    /** By lot. */
    RANDOM,
    /** The first, until it rests or has nothing left; then the next. */
    FILL_FIRST;

    /** As the API and the database call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<KeyChoice> of(String word) {
        return Arrays.stream(values())
                .filter(choice -> choice.word().equals(word))
                .findFirst();
    }
}
