package dev.sluice.model.price;

import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** A kind of token that may have a price of its own; no token is of two kinds. */
public enum TokenClass {
    INPUT("input", null, true),
    CACHE_READ("cache-read", INPUT, true),
    /** Written to a cache that is kept for minutes. */
    CACHE_WRITE("cache-write", INPUT, true),
    CACHE_WRITE_HOUR("cache-write-1h", CACHE_WRITE, true),
    AUDIO_INPUT("audio-input", INPUT, true),
    IMAGE_INPUT("image-input", INPUT, true),
    OUTPUT("output", null, false),
    REASONING("reasoning", OUTPUT, false),
    AUDIO_OUTPUT("audio-output", OUTPUT, false),
    IMAGE_OUTPUT("image-output", OUTPUT, false);

    private final String word;
    private final @Nullable TokenClass parent;
    private final boolean prompt;

    TokenClass(String word, @Nullable TokenClass parent, boolean prompt) {
        this.word = word;
        this.parent = parent;
        this.prompt = prompt;
    }

    /** Its name in price files and in JSON. */
    public String word() {
        return word;
    }

    /** The class whose rate it has when it has none of its own. */
    public @Nullable TokenClass parent() {
        return parent;
    }

    public boolean isPrompt() {
        return prompt;
    }

    public long count(Usage usage) {
        return switch (this) {
            case INPUT -> usage.input();
            case CACHE_READ -> usage.cacheRead();
            case CACHE_WRITE -> usage.cacheWrite();
            case CACHE_WRITE_HOUR -> usage.rare().cacheWriteHour();
            case AUDIO_INPUT -> usage.rare().audioInput();
            case IMAGE_INPUT -> usage.rare().imageInput();
            case OUTPUT -> usage.output();
            case REASONING -> usage.reasoning();
            case AUDIO_OUTPUT -> usage.rare().audioOutput();
            case IMAGE_OUTPUT -> usage.rare().imageOutput();
        };
    }
}
