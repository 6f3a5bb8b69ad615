package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonSyntaxException;
import dev.sluice.wire.text.KnownNames;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's error body says, whatever its shape. Every field may be missing; none is fit for a caller yet.
 *
 * @param message its words
 * @param type the class of error that it names
 * @param code its error code, numbers written as text
 * @param param the request field that it blames
 * @param status an HTTP status that it names in the body, 0 if none
 */
record UpstreamComplaint(
        @Nullable String message,
        @Nullable String type,
        @Nullable String code,
        @Nullable String param,
        int status) {
    static final UpstreamComplaint SILENT = new UpstreamComplaint(null, null, null, null, 0);
    private static final KnownNames<Failure> FAILURE = new KnownNames<>(Failure.class);
    /** A type for refusals that have none but show what was flagged. */
    private static final String FLAGGED = "content_filter";

    private static final int MAX_TEXT = 16 * 1024;

    /** The shapes in which upstreams say what went wrong. */
    private enum Failure {
        ERROR,
        MESSAGE,
        ERROR_MSG,
        DETAIL,
        DETAILS,
        MSG,
        TYPE,
        CODE,
        ERROR_CODE,
        PARAM,
        STATUS_CODE,
        METADATA,
        FLAGGED_INPUT
    }

    /** Reads a body; one that is no JSON object (HTML, nothing at all) says nothing. */
    static UpstreamComplaint read(Bytes body) {
        JsonCursor cursor = JsonCursor.lenient().over(body.array(), body.offset(), body.offset() + body.length());
        Builder builder = new Builder(cursor);
        try {
            Token first = cursor.next();
            // Gemini's compatible endpoint puts the object into an array.
            if (first == Token.ARRAY) {
                first = cursor.next();
            }
            if (first == Token.OBJECT) {
                builder.object();
            }
        } catch (JsonSyntaxException e) {
            return SILENT;
        }
        return builder.build();
    }

    /** Whether its code or type is one of these, in lower case. */
    boolean isCalled(String... names) {
        for (String name : names) {
            if (name.equals(lower(code)) || name.equals(lower(type))) {
                return true;
            }
        }
        return false;
    }

    /** Its words in lower case, empty if there are none. */
    String words() {
        return lower(message);
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** Fills in what is found; what the inner {@code error} object says goes before what stands beside it. */
    private static final class Builder {
        private final JsonCursor cursor;
        private @Nullable String message;
        private @Nullable String type;
        private @Nullable String code;
        private @Nullable String param;
        private int status;

        Builder(JsonCursor cursor) {
            this.cursor = cursor;
        }

        UpstreamComplaint build() {
            return new UpstreamComplaint(message, type, code, param, status);
        }

        void object() {
            while (cursor.next() == Token.NAME) {
                Failure field = FAILURE.find(cursor);
                Token value = cursor.next();
                if (field == null) {
                    cursor.skip(value);
                } else {
                    member(field, value);
                }
            }
        }

        private void member(Failure field, Token value) {
            switch (field) {
                case ERROR, DETAIL -> nested(value);
                case DETAILS -> details(value);
                case MESSAGE, ERROR_MSG, MSG -> message = or(message, value);
                case TYPE -> type = or(type, value);
                case CODE, ERROR_CODE -> code = or(code, value);
                case PARAM -> param = or(param, value);
                case STATUS_CODE -> status(value);
                case METADATA -> metadata(value);
                case FLAGGED_INPUT -> {
                    type = type == null ? FLAGGED : type;
                    cursor.skip(value);
                }
            }
        }

        private void nested(Token value) {
            if (value == Token.OBJECT) {
                Builder outer = new Builder(cursor);
                outer.object();
                message = outer.message == null ? message : outer.message;
                type = outer.type == null ? type : outer.type;
                code = outer.code == null ? code : outer.code;
                param = outer.param == null ? param : outer.param;
                status = outer.status == 0 ? status : outer.status;
            } else if (value == Token.ARRAY) {
                for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
                    nested(item);
                }
            } else {
                message = or(message, value);
            }
        }

        /** Anthropic's spend limit has its code here; Google's array beside the error says nothing that is not above it. */
        private void details(Token value) {
            if (value != Token.OBJECT) {
                cursor.skip(value);
                return;
            }
            Builder inner = new Builder(cursor);
            inner.object();
            code = code == null ? inner.code : code;
        }

        /** OpenRouter says here, and in no code, that a moderator flagged the input; the rest is about its own upstream. */
        private void metadata(Token value) {
            if (value != Token.OBJECT) {
                cursor.skip(value);
                return;
            }
            Builder inner = new Builder(cursor);
            inner.object();
            type = type == null && FLAGGED.equals(inner.type) ? FLAGGED : type;
        }

        private @Nullable String or(@Nullable String known, Token value) {
            boolean isText = value == Token.STRING || value == Token.NUMBER;
            String text = isText && cursor.stop() - cursor.start() <= MAX_TEXT ? cursor.text() : null;
            cursor.skip(value);
            return known == null ? text : known;
        }

        private void status(Token value) {
            Long number = value == Token.NUMBER ? cursor.integer() : null;
            cursor.skip(value);
            if (number != null && number >= 400 && number <= 599) {
                status = number.intValue();
            }
        }
    }
}
