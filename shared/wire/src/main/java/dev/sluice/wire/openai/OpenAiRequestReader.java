package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonSyntaxException;
import dev.sluice.wire.text.JsonText;
import dev.sluice.wire.text.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * One strict pass over a caller's request. What is read here is what is authorised and priced, and nothing between here and
 * the upstream may read the bytes differently: hence no duplicate names, no odd encodings, no leniency. One per request.
 */
final class OpenAiRequestReader {
    private static final int MAX_MODEL = 256;
    private static final int MAX_CHOICES = 128;
    /** The largest integer that every JSON reader keeps exact; times {@link #MAX_CHOICES} it still is a long. */
    private static final long MAX_INTEGER = (1L << 53) - 1;

    private final Operation operation;
    private final Bytes body;
    private final JsonCursor cursor;
    private final OpenAiPromptMeter meter;

    private @Nullable String model;
    private @Nullable Span modelSpan;
    private boolean stream;
    private boolean includeUsage;
    private @Nullable Span streamOptionsSpan;
    private long choices = 1;
    private long bestOf = 1;
    private long prompts = 1;
    private @Nullable Long maxOutputTokens;
    private boolean hasPrompt;
    private boolean tools;

    private OpenAiRequestReader(Operation operation, Bytes body, JsonLimits limits) {
        this.operation = operation;
        this.body = body;
        int from = body.offset();
        JsonCursor.Bounds bounds = new JsonCursor.Bounds(limits.depth(), limits.keys(), limits.numberLength());
        this.cursor = JsonCursor.strict(body.array(), from, from + body.length(), bounds);
        this.meter = new OpenAiPromptMeter(cursor);
    }

    /**
     * Reads a request.
     *
     * @throws GatewayException of kind {@code MALFORMED}
     */
    static Outline read(Operation operation, Bytes body, JsonLimits limits) {
        checkEncoding(body);
        try {
            return new OpenAiRequestReader(operation, body, limits).read();
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

    private Outline read() {
        if (cursor.next() != Token.OBJECT) {
            throw malformed("The body must be a JSON object.");
        }
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Request field = OpenAiFields.REQUEST.find(cursor);
            Token value = cursor.next();
            if (field == null) {
                cursor.skip(value);
            } else {
                field(field, value);
            }
        }
        int objectEnd = cursor.start() - body.offset();
        cursor.next();
        return outline(objectEnd);
    }

    private void field(OpenAiFields.Request field, Token value) {
        switch (field) {
            case MODEL -> model(value);
            case STREAM -> stream = bool("stream", value);
            case STREAM_OPTIONS -> streamOptions(value);
            case N -> choices = choices("n", value);
            case BEST_OF -> bestOf = operation == Operation.COMPLETION ? choices("best_of", value) : skipped(value);
            case MAX_TOKENS -> cap("max_tokens", value);
            case MAX_COMPLETION_TOKENS -> cap("max_completion_tokens", value);
            case MESSAGES -> messages(value);
            case PROMPT -> prompt(value);
            case TOOLS -> tools(value);
            case FUNCTIONS, RESPONSE_FORMAT -> meter.everything(value);
        }
    }

    private long skipped(Token value) {
        cursor.skip(value);
        return 1;
    }

    private void model(Token value) {
        String name = value == Token.STRING ? cursor.text() : "";
        if (name.isEmpty() || name.length() > MAX_MODEL) {
            throw invalid("model", "a string of 1 to " + MAX_MODEL + " characters");
        }
        if (name.chars().anyMatch(Character::isISOControl) || JsonText.hasLoneSurrogate(name)) {
            throw invalid("model", "a name without control characters");
        }
        model = name;
        modelSpan = span();
    }

    private void streamOptions(Token value) {
        int from = cursor.start();
        if (value == Token.OBJECT) {
            while (cursor.next() == Token.NAME) {
                boolean isUsage = OpenAiFields.STREAM_OPTIONS.find(cursor) != null;
                Token option = cursor.next();
                if (isUsage) {
                    includeUsage = bool("stream_options.include_usage", option);
                } else {
                    cursor.skip(option);
                }
            }
        } else if (value != Token.NULL) {
            throw invalid("stream_options", "an object or null");
        }
        streamOptionsSpan = new Span(from - body.offset(), cursor.stop() - body.offset());
    }

    private void messages(Token value) {
        if (operation != Operation.CHAT) {
            cursor.skip(value);
            return;
        }
        if (value != Token.ARRAY) {
            throw invalid("messages", "an array of objects");
        }
        int index = 0;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            if (item != Token.OBJECT) {
                throw invalid("messages[" + index + "]", "an object");
            }
            meter.message();
            index++;
        }
        if (index == 0) {
            throw invalid("messages", "an array with at least one message");
        }
        hasPrompt = true;
    }

    private void prompt(Token value) {
        if (operation != Operation.COMPLETION) {
            cursor.skip(value);
            return;
        }
        if (value != Token.STRING && value != Token.ARRAY) {
            throw invalid("prompt", "a string or an array");
        }
        prompts = Math.max(1, meter.prompts(value));
        hasPrompt = true;
    }

    private void tools(Token value) {
        if (value != Token.ARRAY && value != Token.NULL) {
            throw invalid("tools", "an array or null");
        }
        int before = cursor.stop();
        meter.everything(value);
        tools = value == Token.ARRAY && hasItems(before, cursor.start());
    }

    private boolean hasItems(int from, int to) {
        for (int i = from; i < to; i++) {
            if (body.array()[i] > ' ') {
                return true;
            }
        }
        return false;
    }

    private boolean bool(String name, Token value) {
        if (value != Token.TRUE && value != Token.FALSE && value != Token.NULL) {
            throw invalid(name, "true, false or null");
        }
        return value == Token.TRUE;
    }

    private long choices(String name, Token value) {
        Long number = integer(value);
        if (value != Token.NULL && (number == null || number < 1 || number > MAX_CHOICES)) {
            throw invalid(name, "an integer from 1 to " + MAX_CHOICES);
        }
        return number == null ? 1 : number;
    }

    /** Where both caps are given, the higher one counts: which one an upstream heeds is its own affair. */
    private void cap(String name, Token value) {
        Long number = integer(value);
        if (value != Token.NULL && (number == null || number < 0 || number > MAX_INTEGER)) {
            throw invalid(name, "an integer of at least 0");
        }
        if (number != null) {
            maxOutputTokens = maxOutputTokens == null ? number : Math.max(maxOutputTokens, number);
        }
    }

    private @Nullable Long integer(Token value) {
        return value == Token.NUMBER ? cursor.integer() : null;
    }

    private Span span() {
        return new Span(cursor.start() - body.offset(), cursor.stop() - body.offset());
    }

    private Outline outline(int objectEnd) {
        if (model == null || modelSpan == null) {
            throw invalid("model", "given");
        }
        if (!hasPrompt) {
            throw invalid(operation == Operation.CHAT ? "messages" : "prompt", "given");
        }
        long answers = Math.min(Math.max(choices, bestOf) * prompts, Integer.MAX_VALUE);
        return new Outline(
                model,
                stream ? Framing.SSE : Framing.WHOLE,
                includeUsage,
                (int) answers,
                maxOutputTokens,
                meter.bytes(),
                meter.images(),
                tools,
                modelSpan,
                streamOptionsSpan,
                objectEnd,
                null,
                null);
    }

    private static GatewayException invalid(String param, String expected) {
        String message = "'" + param + "' must be " + expected + ".";
        return new GatewayException(
                GatewayError.of(GatewayError.Kind.MALFORMED, message).at(param));
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
