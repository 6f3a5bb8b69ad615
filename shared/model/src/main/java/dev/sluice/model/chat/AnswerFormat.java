package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/** The form in which the caller wants the answer's text. */
public sealed interface AnswerFormat {
    /** Any text, said explicitly. */
    record Text() implements AnswerFormat {}

    /** Some JSON object. */
    record Json() implements AnswerFormat {}

    /** JSON that follows a schema. */
    record Schema(
            String name,
            @Nullable String description,
            RawJson schema,
            @Nullable Boolean strict) implements AnswerFormat {
        /** The name of a schema in whose dialect schemas have none; others want one. */
        public static final String UNNAMED = "answer";

        /** Whether the name says something. */
        public boolean isNamed() {
            return !name.equals(UNNAMED);
        }
    }
}
