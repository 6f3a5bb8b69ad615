package dev.sluice.model.chat;

import java.util.Arrays;
import java.util.Optional;

/** An API language that clients or upstreams speak. Each one has a codec in {@code wire}. */
public enum Dialect {
    /** OpenAI's chat and text completions, and embeddings; and the rerank that Jina has added to them. */
    OPENAI("openai"),
    /** OpenAI's Responses. */
    RESPONSES("responses"),
    /** Anthropic's Messages. */
    ANTHROPIC("anthropic"),
    /** Google's {@code generateContent}. */
    GEMINI("gemini"),
    /** AWS Bedrock's Converse. */
    BEDROCK("bedrock"),
    /** Cohere's v2 chat, embed and rerank. */
    COHERE("cohere");

    private final String id;

    Dialect(String id) {
        this.id = id;
    }

    /** The name used in configuration, metrics and the database. */
    public String id() {
        return id;
    }

    /** Whether it can ask for vectors, so that such requests can be translated from it and into it. */
    public boolean embeds() {
        return this == OPENAI || this == GEMINI || this == COHERE;
    }

    /** Whether it can ask for documents to be ranked, so that such requests can be translated from it and into it. */
    public boolean ranks() {
        return this == OPENAI || this == COHERE;
    }

    public static Optional<Dialect> byId(String id) {
        return Arrays.stream(values()).filter(d -> d.id.equals(id)).findFirst();
    }
}
