package dev.sluice.wire.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over one JSON text in an array, token by token, and says where each one stands; builds nothing.
 *
 * <p>The strict form is for what callers send: exactly RFC 8259, no name twice in an object, and bounded. The lenient form
 * is for what upstreams send: it also takes {@code NaN}, infinities and bare control characters, as Python's reader does,
 * and names given twice. Neither checks UTF-8 (see {@link Utf8}). Positions are indexes of the array. Not thread safe.
 */
public final class JsonCursor {
    /** What the cursor stands at. {@code END} is the end of the text, after its one value. */
    public enum Token {
        OBJECT,
        OBJECT_END,
        ARRAY,
        ARRAY_END,
        NAME,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        END
    }

    private static final int LENIENT_DEPTH = 500;
    private static final int LENIENT_NUMBER = 1000;
    private static final int END_OF_TEXT = -1;

    private static final int VALUE = 0;
    private static final int FIRST_NAME = 1;
    private static final int FIRST_ITEM = 2;
    private static final int AFTER_VALUE = 3;

    private byte[] array;
    private int origin;
    private int limit;
    private final int maxDepth;
    private final int maxNumber;
    private int keysLeft;
    private final @Nullable SeenNames seen;

    private int position;
    private int place;
    private int start;
    private int stop;
    private int separator;
    private boolean escaped;
    private int textLength;
    private int depth;
    /** For each open container: start and stop of its current member's name, or -1 in arrays. */
    private int[] members = new int[32];

    private JsonCursor(byte[] array, int[] limits, @Nullable SeenNames seen) {
        this.array = array;
        this.maxDepth = limits[0];
        this.keysLeft = limits[1];
        this.maxNumber = limits[2];
        this.seen = seen;
    }

    /** A strict cursor over {@code array[from, to)} with bounds on nesting, on all member names, and on numbers' length. */
    public static JsonCursor strict(byte[] array, int from, int to, Bounds bounds) {
        int[] limits = {bounds.depth, bounds.keys, bounds.numberLength};
        return new JsonCursor(array, limits, new SeenNames()).over(array, from, to);
    }

    /** A lenient cursor; {@link #over} gives it a text. */
    public static JsonCursor lenient() {
        return new JsonCursor(new byte[0], new int[] {LENIENT_DEPTH, Integer.MAX_VALUE, LENIENT_NUMBER}, null);
    }

    /** Bounds of a strict cursor: levels of nesting, member names in all, characters of a number. */
    public record Bounds(int depth, int keys, int numberLength) {}

    /** Starts again, before the one value of {@code text[from, to)}. */
    public JsonCursor over(byte[] text, int from, int to) {
        array = text;
        origin = from;
        limit = to;
        position = from;
        place = VALUE;
        depth = 0;
        return this;
    }

    /**
     * Moves to the next token.
     *
     * @throws JsonSyntaxException if there is none that belongs here
     */
    public Token next() {
        int c = skipSpace();
        return switch (place) {
            case VALUE -> value(c);
            case FIRST_NAME -> {
                separator = -1;
                yield c == '}' ? close(Token.OBJECT_END) : name(c);
            }
            case FIRST_ITEM -> c == ']' ? close(Token.ARRAY_END) : value(c);
            default -> afterValue(c);
        };
    }

    /** Moves over the rest of the value at whose first token the cursor stands; checks it like any other. */
    public void skip(Token first) {
        if (first == Token.OBJECT || first == Token.ARRAY) {
            for (int outside = depth - 1; depth > outside; ) {
                next();
            }
        }
    }

    /** Where the token begins, with its opening quote if it has one. */
    public int start() {
        return start;
    }

    /** Where the token ends, with its closing quote. */
    public int stop() {
        return stop;
    }

    /** Where the comma before the last name read stands, -1 if that is the first of its object. */
    public int separator() {
        return separator;
    }

    public byte[] array() {
        return array;
    }

    /** Containers that are open, one that the cursor stands at the start of included. */
    public int depth() {
        return depth;
    }

    /** Whether the string or name is written with escapes. */
    public boolean isEscaped() {
        return escaped;
    }

    /** Bytes of UTF-8 that the string or name comes to without quotes and escapes. */
    public int textLength() {
        return textLength;
    }

    /** Whether the innermost open container is the value of a member of this name, written without escapes. */
    public boolean isInside(byte[] name) {
        int at = 2 * (depth - 2);
        return at >= 0
                && members[at] >= 0
                && Arrays.equals(array, members[at] + 1, members[at + 1] - 1, name, 0, name.length);
    }

    /** The string or name as text; for other tokens, how they are written. */
    public String text() {
        if (start < stop && array[start] == '"') {
            return escaped
                    ? JsonText.unescape(array, start + 1, stop - 1)
                    : new String(array, start + 1, stop - start - 2, StandardCharsets.UTF_8);
        }
        return new String(array, start, stop - start, StandardCharsets.UTF_8);
    }

    /** The number at which the cursor stands, null if it is not written as an integer or is beyond 18 digits. */
    public @Nullable Long integer() {
        return JsonNumber.integer(array, start, stop);
    }

    private int skipSpace() {
        while (position < limit) {
            byte b = array[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xFF;
            }
            position++;
        }
        return END_OF_TEXT;
    }

    private Token afterValue(int c) {
        if (depth == 0) {
            if (c != END_OF_TEXT) {
                throw wrong("nothing may follow the value");
            }
            start = position;
            stop = position;
            return Token.END;
        }
        boolean inObject = members[2 * (depth - 1)] >= 0;
        if (c == ',') {
            separator = position++;
            return inObject ? name(skipSpace()) : value(skipSpace());
        }
        if (c == (inObject ? '}' : ']')) {
            return close(inObject ? Token.OBJECT_END : Token.ARRAY_END);
        }
        throw wrong(inObject ? "a comma or a closing brace belongs here" : "a comma or a closing bracket belongs here");
    }

    private Token value(int c) {
        return switch (c) {
            case '"' -> string();
            case '{' -> open(Token.OBJECT);
            case '[' -> open(Token.ARRAY);
            case 't' -> literal("true", Token.TRUE);
            case 'f' -> literal("false", Token.FALSE);
            case 'n' -> literal("null", Token.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case 'N' -> isLenient() ? literal("NaN", Token.NUMBER) : noValue();
            case 'I' -> isLenient() ? literal("Infinity", Token.NUMBER) : noValue();
            default -> noValue();
        };
    }

    private Token noValue() {
        throw wrong("a value belongs here");
    }

    private Token open(Token token) {
        if (depth == maxDepth) {
            throw wrong("it nests deeper than " + maxDepth + " levels");
        }
        if (members.length == 2 * depth) {
            members = Arrays.copyOf(members, 4 * depth);
        }
        boolean isObject = token == Token.OBJECT;
        members[2 * depth] = isObject ? 0 : -1;
        depth++;
        if (isObject && seen != null) {
            seen.open();
        }
        start = position;
        stop = ++position;
        place = isObject ? FIRST_NAME : FIRST_ITEM;
        return token;
    }

    private Token close(Token token) {
        if (token == Token.OBJECT_END && seen != null) {
            seen.close();
        }
        depth--;
        start = position;
        stop = ++position;
        place = AFTER_VALUE;
        return token;
    }

    private Token name(int c) {
        if (c != '"') {
            throw wrong("a member name in double quotes belongs here");
        }
        if (--keysLeft < 0) {
            throw wrong("it has too many members");
        }
        quoted();
        members[2 * (depth - 1)] = start;
        members[2 * (depth - 1) + 1] = stop;
        if (seen != null && !isNew(seen)) {
            throw new JsonSyntaxException("a member of this name is there already", start - origin);
        }
        if (skipSpace() != ':') {
            throw wrong("a colon belongs here");
        }
        position++;
        place = VALUE;
        return Token.NAME;
    }

    private boolean isNew(SeenNames names) {
        if (!escaped) {
            return names.add(array, start + 1, stop - 1);
        }
        // Lone surrogates have no UTF-8 and become question marks: such names may be refused, but never pass twice.
        byte[] name = JsonText.unescape(array, start + 1, stop - 1).getBytes(StandardCharsets.UTF_8);
        return names.add(name, 0, name.length);
    }

    private Token string() {
        quoted();
        place = AFTER_VALUE;
        return Token.STRING;
    }

    /** Reads from quote to quote. */
    private void quoted() {
        start = position;
        escaped = false;
        int saved = 0;
        int i = ByteScan.stringStop(array, start + 1, limit);
        while (i < limit && array[i] != '"') {
            if (array[i] == '\\') {
                escaped = true;
                int length = JsonText.escapeLength(array, i, limit);
                if (length == 0) {
                    throw new JsonSyntaxException("no such escape", i - origin);
                }
                saved += length - JsonText.escapedUtf8Length(array, i);
                i += length;
            } else if (isLenient()) {
                i++;
            } else {
                throw new JsonSyntaxException("a control character must be escaped", i - origin);
            }
            i = ByteScan.stringStop(array, i, limit);
        }
        if (i >= limit) {
            throw new JsonSyntaxException("the string that begins here has no end", start - origin);
        }
        textLength = i - start - 1 - saved;
        stop = i + 1;
        position = stop;
    }

    private Token literal(String literal, Token token) {
        int length = literal.length();
        boolean same = limit - position >= length;
        for (int i = 0; same && i < length; i++) {
            same = array[position + i] == literal.charAt(i);
        }
        if (!same) {
            return noValue();
        }
        start = position;
        return scalar(position + length, token);
    }

    private Token scalar(int end, Token token) {
        stop = end;
        position = end;
        place = AFTER_VALUE;
        return token;
    }

    private Token number() {
        start = position;
        int i = array[start] == '-' ? start + 1 : start;
        if (isLenient() && i < limit && array[i] == 'I') {
            position = i;
            return literal("Infinity", Token.NUMBER);
        }
        int end = JsonNumber.end(array, start, limit);
        if (end < 0) {
            throw new JsonSyntaxException("a digit belongs here", ~end - origin);
        }
        if (end - start > maxNumber) {
            throw wrong("the number is longer than " + maxNumber + " characters");
        }
        return scalar(end, Token.NUMBER);
    }

    private boolean isLenient() {
        return seen == null;
    }

    private JsonSyntaxException wrong(String what) {
        return new JsonSyntaxException(position >= limit ? "the text ends too early" : what, position - origin);
    }
}
