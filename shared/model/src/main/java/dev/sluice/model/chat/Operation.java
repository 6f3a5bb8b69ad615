package dev.sluice.model.chat;

import java.util.Arrays;
import java.util.Optional;

/** What a caller asks an upstream to do. Providers name the path of each operation that they serve. */
public enum Operation {
    /** A conversation, in any dialect. */
    CHAT("chat"),
    /** OpenAI's older text completions. */
    COMPLETION("completions"),
    /** How many tokens a conversation has; nothing is generated. */
    COUNT_TOKENS("count-tokens"),
    /** Vectors of texts. */
    EMBEDDING("embeddings"),
    /** How well documents answer a query, best first. */
    RERANK("rerank");

    private final String id;

    Operation(String id) {
        this.id = id;
    }

    /** The name used under {@code paths} in a provider's YAML, in metrics and in the database. */
    public String id() {
        return id;
    }

    public static Optional<Operation> byId(String id) {
        return Arrays.stream(values()).filter(o -> o.id.equals(id)).findFirst();
    }
}
