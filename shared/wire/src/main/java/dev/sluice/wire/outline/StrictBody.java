package dev.sluice.wire.outline;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonSyntaxException;
import dev.sluice.wire.text.JsonText;
import dev.sluice.wire.text.Utf8;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A caller's body while it is read strictly. What is read here is what is authorised and priced, and nothing between here
 * and the upstream may read the bytes differently: hence no duplicate names, no odd encodings, no leniency.
 */
public final class StrictBody {
    private static final int MAX_MODEL = 256;
    /** More answers than that to one request are nothing but an attack. */
    public static final int MAX_CHOICES = 128;
    /** The largest integer that every JSON reader keeps exact; times {@link #MAX_CHOICES} it still is a long. */
    private static final long MAX_INTEGER = (1L << 53) - 1;

    private final Bytes body;
    private final JsonCursor cursor;

    private StrictBody(Bytes body, JsonLimits limits) {
        this.body = body;
        int from = body.offset();
        JsonCursor.Bounds bounds = new JsonCursor.Bounds(limits.depth(), limits.keys(), limits.numberLength());
        this.cursor = JsonCursor.strict(body.array(), from, from + body.length(), bounds);
    }

    /**
     * Reads a body as {@code reading} does; its encoding is checked first.
     *
     * @throws GatewayException of kind {@code MALFORMED}
     */
    public static <T> T read(Bytes body, JsonLimits limits, Function<StrictBody, T> reading) {
        checkEncoding(body);
        try {
            return reading.apply(new StrictBody(body, limits));
        } catch (JsonSyntaxException e) {
            throw malformed("The body is no acceptable JSON: " + e.wrong() + " (" + place(body, e.offset()) + ").");
        }
    }

    private static void checkEncoding(Bytes body) {
        int from = body.offset();
        int to = from + body.length();
        if (Utf8.hasByteOrderMark(body.array(), from, to)) {
            throw malformed("The body begins with a byte order mark; it must be plain UTF-8.");
        }
        int wrong = Utf8.firstMalformed(body.array(), from, to);
        if (wrong >= 0) {
            throw malformed("The body is not UTF-8 (" + place(body, wrong - from) + ").");
        }
    }

    public JsonCursor cursor() {
        return cursor;
    }

    /** Moves into the one object that the body is. */
    public void enter() {
        if (cursor.next() != Token.OBJECT) {
            throw malformed("The body must be a JSON object.");
        }
    }

    /** At the closing brace: makes sure that nothing follows, and gives the brace's position in the body. */
    public int leave() {
        int objectEnd = cursor.start() - body.offset();
        cursor.next();
        return objectEnd;
    }

    /** Where in the body the cursor's token stands. */
    public Span span() {
        return new Span(cursor.start() - body.offset(), cursor.stop() - body.offset());
    }

    /** The model's name at which the cursor stands. */
    public String model(Token value) {
        return checkedModel(value == Token.STRING ? cursor.text() : "");
    }

    /** A model's name as it may go into logs, labels and upstream addresses. */
    static String checkedModel(String name) {
        if (name.isEmpty() || name.length() > MAX_MODEL) {
            throw invalid("model", "a string of 1 to " + MAX_MODEL + " characters");
        }
        if (hasControl(name) || JsonText.hasLoneSurrogate(name)) {
            throw invalid("model", "a name without control characters");
        }
        return name;
    }

    /** A loop, since each call comes here. */
    private static boolean hasControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** A flag, absent when null. */
    public @Nullable Boolean flag(String path, Token value) {
        return switch (value) {
            case TRUE -> Boolean.TRUE;
            case FALSE -> Boolean.FALSE;
            case NULL -> null;
            default -> throw invalid(path, "true, false or null");
        };
    }

    /** A number of choices, 1 when null. */
    public long choices(String path, Token value) {
        Long number = integer(value);
        if (value != Token.NULL && (number == null || number < 1 || number > MAX_CHOICES)) {
            throw invalid(path, "an integer from 1 to " + MAX_CHOICES);
        }
        return number == null ? 1 : number;
    }

    /** A cap in tokens, absent when null. */
    public @Nullable Long cap(String path, Token value) {
        Long number = integer(value);
        if (value != Token.NULL && (number == null || number < 0 || number > MAX_INTEGER)) {
            throw invalid(path, "an integer of at least 0");
        }
        return number;
    }

    private @Nullable Long integer(Token value) {
        return value == Token.NUMBER ? cursor.integer() : null;
    }

    /** The complaint that a member is not what it must be. */
    public static GatewayException invalid(String path, String expected) {
        String message = "'" + path + "' must be " + expected + ".";
        return new GatewayException(
                GatewayError.of(GatewayError.Kind.MALFORMED, message).at(path));
    }

    private static GatewayException malformed(String message) {
        return new GatewayException(GatewayError.Kind.MALFORMED, message);
    }

    /** Line and column count from 1, in bytes; the byte counts from 0. */
    private static String place(Bytes body, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (body.at(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return "line " + line + ", column " + (offset - lineStart + 1) + ", byte " + offset;
    }
}
