package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation. Tool results are parts: in a message of role {@code TOOL} (OpenAI, Cohere), or of role {@code
 * USER} beside other parts (Anthropic, Gemini, Bedrock). Writers gather or split as their dialect wants.
 *
 * @param name of the speaker, where one is given
 */
public record Message(Role role, List<Part> parts, @Nullable String name, Notes notes) {
    public Message {
        parts = List.copyOf(parts);
    }

    public Message(Role role, List<Part> parts) {
        this(role, parts, null, Notes.NONE);
    }

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        /** OpenAI's newer name for instructions; a system message elsewhere. */
        DEVELOPER,
        USER,
        ASSISTANT,
        /** Only tool results. */
        TOOL
    }
}
