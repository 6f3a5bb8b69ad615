package dev.sluice.wire.bedrock;

import java.util.Locale;

/** Whose model answers behind Converse: what Converse has no member for, each vendor takes in its own way. */
enum BedrockFamily {
    CLAUDE,
    NOVA,
    GPT,
    MISTRAL,
    /** An inference profile whose name does not tell. */
    HIDDEN,
    OTHER;

    static BedrockFamily of(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        if (id.contains("claude") || id.contains("anthropic")) {
            return CLAUDE;
        }
        if (id.contains("amazon.nova")) {
            return NOVA;
        }
        if (id.contains("openai.")) {
            return GPT;
        }
        if (id.contains("mistral")) {
            return MISTRAL;
        }
        return id.startsWith("arn:") ? HIDDEN : OTHER;
    }

    /** https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html */
    boolean takesCachePoints() {
        return this == CLAUDE || this == NOVA || this == HIDDEN;
    }
}
