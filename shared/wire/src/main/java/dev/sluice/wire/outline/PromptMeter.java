package dev.sluice.wire.outline;

import dev.sluice.wire.outline.Media.Text;
import dev.sluice.wire.outline.Media.Trait;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Measures how much an upstream will read as prompt while the cursor passes over it. As deep as the cursor allows. */
final class PromptMeter {
    private static final byte[] DATA_URL = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE = "type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
    /** A text may be given as token ids; a token is about four bytes of text. */
    private static final int BYTES_PER_TOKEN = 4;

    private final JsonCursor cursor;
    private final Media media;
    private long bytes;
    private int images;

    PromptMeter(JsonCursor cursor, Media media) {
        this.cursor = cursor;
        this.media = media;
    }

    long bytes() {
        return bytes;
    }

    int images() {
        return images;
    }

    /** Measures the strings of a value without base64, and counts its pictures. */
    void prompt(Token first) {
        value(first, null);
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

    /** Measures texts that may be given as token ids. */
    void texts(Token first) {
        if (first == Token.STRING) {
            bytes += cursor.textLength();
            return;
        }
        for (int outside = cursor.depth() - 1; cursor.depth() > outside; ) {
            Token token = cursor.next();
            bytes += token == Token.STRING ? cursor.textLength() : token == Token.NUMBER ? BYTES_PER_TOKEN : 0;
        }
    }

    private void value(Token value, @Nullable Trait trait) {
        if (trait != null && trait.isPicture() && (value == Token.OBJECT || value == Token.STRING)) {
            images++;
        }
        switch (value) {
            case STRING -> string(trait);
            case ARRAY -> items(trait);
            case OBJECT -> {
                if (trait != null && trait.isHolder()) {
                    holder();
                } else {
                    members();
                }
            }
            default -> {}
        }
    }

    private void items(@Nullable Trait trait) {
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            value(item, trait);
        }
    }

    private void members() {
        while (cursor.next() == Token.NAME) {
            Trait trait = media.names().find(cursor);
            value(cursor.next(), trait);
        }
    }

    /** Its data may stand before the type that says whether it is text. */
    private void holder() {
        long data = 0;
        boolean isText = false;
        while (cursor.next() == Token.NAME) {
            boolean isType = isWritten(TYPE);
            Trait trait = media.names().find(cursor);
            Token value = cursor.next();
            if (value == Token.STRING && trait != null && trait.text() == Text.BASE64_IN_HOLDER) {
                data += cursor.textLength();
                continue;
            }
            isText |= isType && value == Token.STRING && isWritten(TEXT);
            value(value, trait);
        }
        bytes += isText ? data : 0;
    }

    private void string(@Nullable Trait trait) {
        if (trait == null) {
            bytes += cursor.textLength();
            return;
        }
        String kind = trait.pictureKind();
        if (kind != null && begins(kind.getBytes(StandardCharsets.US_ASCII))) {
            images++;
        }
        boolean counts = switch (trait.text()) {
            case WORDS, BASE64_IN_HOLDER -> true;
            case UNREAD, BASE64 -> false;
            case ADDRESS -> !begins(DATA_URL);
        };
        bytes += counts ? cursor.textLength() : 0;
    }

    /** Whether the name or string is exactly this. */
    private boolean isWritten(byte[] text) {
        return cursor.textLength() == text.length && begins(text);
    }

    private boolean begins(byte[] text) {
        if (cursor.isEscaped()) {
            return cursor.text().startsWith(new String(text, StandardCharsets.US_ASCII));
        }
        int from = cursor.start() + 1;
        for (int i = 0; i < text.length; i++) {
            // At the latest the closing quote differs.
            if (cursor.array()[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
