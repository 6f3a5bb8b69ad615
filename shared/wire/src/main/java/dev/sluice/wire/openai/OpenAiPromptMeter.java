package dev.sluice.wire.openai;

import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Measures how much an upstream will read as prompt while the cursor passes over it. */
final class OpenAiPromptMeter {
    private static final byte[] DATA_URL = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INPUT_AUDIO = "input_audio".getBytes(StandardCharsets.US_ASCII);
    /** A prompt may be given as token ids; a token is about four bytes of text. */
    private static final int BYTES_PER_TOKEN = 4;

    private final JsonCursor cursor;
    private long bytes;
    private int images;

    OpenAiPromptMeter(JsonCursor cursor) {
        this.cursor = cursor;
    }

    long bytes() {
        return bytes;
    }

    int images() {
        return images;
    }

    /** Measures the message at whose brace the cursor stands: its texts without base64, and its images. */
    void message() {
        OpenAiFields.@Nullable InMessage name = null;
        for (int outside = cursor.depth() - 1; cursor.depth() > outside; ) {
            Token token = cursor.next();
            if (token == Token.NAME) {
                name = OpenAiFields.IN_MESSAGE.find(cursor);
                images += name == OpenAiFields.InMessage.IMAGE_URL ? 1 : 0;
                continue;
            }
            if (token == Token.STRING && !isBase64(name)) {
                bytes += cursor.textLength();
            }
            name = null;
        }
    }

    /** Measures names and strings of a value, such as the tools: upstreams show all of it to the model. */
    void everything(Token first) {
        if (first == Token.STRING) {
            bytes += cursor.textLength();
        } else if (first == Token.OBJECT || first == Token.ARRAY) {
            for (int outside = cursor.depth() - 1; cursor.depth() > outside; ) {
                Token token = cursor.next();
                bytes += token == Token.STRING || token == Token.NAME ? cursor.textLength() : 0;
            }
        }
    }

    /** Measures a completion's prompt, and counts the prompts in it: strings, or arrays of token ids. */
    long prompts(Token first) {
        if (first == Token.STRING) {
            bytes += cursor.textLength();
            return 1;
        }
        long prompts = 0;
        boolean isTokens = false;
        for (int outside = cursor.depth() - 1; cursor.depth() > outside; ) {
            Token token = cursor.next();
            boolean atTop = cursor.depth() == outside + 1;
            if (token == Token.STRING) {
                bytes += cursor.textLength();
                prompts += atTop ? 1 : 0;
            } else if (token == Token.NUMBER) {
                bytes += BYTES_PER_TOKEN;
                isTokens |= atTop;
            } else if (token == Token.ARRAY_END && atTop) {
                prompts++;
            }
        }
        return prompts + (isTokens ? 1 : 0);
    }

    private boolean isBase64(OpenAiFields.@Nullable InMessage name) {
        if (name == null) {
            return false;
        }
        return switch (name) {
            case URL, IMAGE_URL -> beginsAsDataUrl();
            case DATA -> cursor.isInside(INPUT_AUDIO);
            case FILE_DATA -> true;
        };
    }

    private boolean beginsAsDataUrl() {
        int from = cursor.start() + 1;
        for (int i = 0; i < DATA_URL.length; i++) {
            byte b = cursor.array()[from + i]; // at the latest the closing quote differs
            if (b == '\\') {
                return cursor.text().startsWith("data:");
            }
            if (b != DATA_URL[i]) {
                return false;
            }
        }
        return true;
    }
}
