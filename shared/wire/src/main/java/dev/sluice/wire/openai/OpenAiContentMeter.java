package dev.sluice.wire.openai;

import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import org.jspecify.annotations.Nullable;

/** Measures how much a model says while the cursor passes over it: text, reasoning, tool calls, refusals. */
final class OpenAiContentMeter {
    private final JsonCursor cursor;

    OpenAiContentMeter(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** Bytes that the delta or message says at whose brace the cursor stands; 0 if it says nothing. */
    long said() {
        long bytes = 0;
        long reasoning = 0;
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Content field = OpenAiFields.CONTENT.find(cursor);
            Token value = cursor.next();
            if (field == null) {
                cursor.skip(value);
                continue;
            }
            long size = measure(value);
            switch (field) {
                case CONTENT, REFUSAL, TOOL_CALLS, FUNCTION_CALL -> bytes += size;
                // The same thoughts may stand under two names.
                case REASONING, REASONING_CONTENT -> reasoning = Math.max(reasoning, size);
                case REASONING_DETAILS, AUDIO, IMAGES -> bytes += size > 0 ? 1 : 0;
            }
        }
        return bytes + reasoning;
    }

    /** Bytes of text in a value, without ids and type names; at least 1 unless the value is null or empty. */
    long measure(Token first) {
        if (first == Token.STRING) {
            return cursor.textLength();
        }
        if (first != Token.OBJECT && first != Token.ARRAY) {
            return 0;
        }
        long bytes = 0;
        boolean isEmpty = true;
        OpenAiFields.@Nullable Unspoken name = null;
        for (int outside = cursor.depth() - 1; ; ) {
            Token token = cursor.next();
            if (cursor.depth() == outside) {
                return isEmpty ? 0 : Math.max(1, bytes);
            }
            isEmpty = false;
            bytes += token == Token.STRING && name == null ? cursor.textLength() : 0;
            name = token == Token.NAME ? OpenAiFields.UNSPOKEN.find(cursor) : null;
        }
    }
}
