package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * An upstream's signature over what it thought, which must come back with the same part of the conversation or the upstream
 * refuses to go on: Anthropic's {@code signature} and {@code redacted_thinking}, Gemini's {@code thoughtSignature}, OpenAI's
 * {@code encrypted_content}. Only the origin can read it; other dialects carry it in what they have for signatures.
 *
 * @param origin the dialect of the upstream that made it; Bedrock's are {@code ANTHROPIC}, since Claude made them
 * @param value as the origin wrote it
 * @param id the id that the origin gave the sealed item (Responses), absent where there is none
 */
public record Seal(Dialect origin, String value, @Nullable String id) {
    public Seal(Dialect origin, String value) {
        this(origin, value, null);
    }

    /** Without the value, which belongs to a conversation. */
    @Override
    public String toString() {
        return "Seal[" + origin + "]";
    }
}
