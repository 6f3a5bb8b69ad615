package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.outline.StrictBody;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import org.jspecify.annotations.Nullable;

/**
 * One strict pass over a caller's request for a chat or completion. It knows more than a table says: where {@code
 * stream_options} stand, and how many prompts a completion has. One per request.
 */
final class OpenAiRequestReader {
    private final Operation operation;
    private final StrictBody body;
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
    private @Nullable String tier;

    private OpenAiRequestReader(Operation operation, StrictBody body) {
        this.operation = operation;
        this.body = body;
        this.cursor = body.cursor();
        this.meter = new OpenAiPromptMeter(cursor);
    }

    /**
     * Reads a request.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}
     */
    static Outline read(Operation operation, Bytes body, JsonLimits limits) {
        return switch (operation) {
            case EMBEDDING -> Outlines.openAiEmbeddings().read(Asked.of(operation), body, limits);
            case RERANK -> Outlines.rerank().read(Asked.of(operation), body, limits);
            case CHAT, COMPLETION, COUNT_TOKENS ->
                StrictBody.read(body, limits, strict -> new OpenAiRequestReader(operation, strict).read());
        };
    }

    private Outline read() {
        body.enter();
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Request field = OpenAiFields.REQUEST.find(cursor);
            Token value = cursor.next();
            if (field == null) {
                cursor.skip(value);
            } else {
                field(field, value);
            }
        }
        return outline(body.leave());
    }

    private void field(OpenAiFields.Request field, Token value) {
        switch (field) {
            case MODEL -> model(value);
            case STREAM -> stream = flag("stream", value);
            case STREAM_OPTIONS -> streamOptions(value);
            case N -> choices = body.choices("n", value);
            case BEST_OF ->
                bestOf = operation == Operation.COMPLETION ? body.choices("best_of", value) : skipped(value);
            case MAX_TOKENS -> cap("max_tokens", value);
            case MAX_COMPLETION_TOKENS -> cap("max_completion_tokens", value);
            case MESSAGES -> messages(value);
            case PROMPT -> prompt(value);
            case TOOLS -> tools(value);
            case FUNCTIONS, RESPONSE_FORMAT -> meter.everything(value);
            case SERVICE_TIER -> tier(value);
        }
    }

    private long skipped(Token value) {
        cursor.skip(value);
        return 1;
    }

    private void model(Token value) {
        model = body.model(value);
        modelSpan = body.span();
    }

    private void streamOptions(Token value) {
        int start = body.span().from();
        if (value == Token.OBJECT) {
            while (cursor.next() == Token.NAME) {
                boolean isUsage = OpenAiFields.STREAM_OPTIONS.find(cursor) != null;
                Token option = cursor.next();
                if (isUsage) {
                    includeUsage = flag("stream_options.include_usage", option);
                } else {
                    cursor.skip(option);
                }
            }
        } else if (value != Token.NULL) {
            throw StrictBody.invalid("stream_options", "an object or null");
        }
        streamOptionsSpan = new Span(start, body.span().to());
    }

    private void messages(Token value) {
        if (operation != Operation.CHAT) {
            cursor.skip(value);
            return;
        }
        if (value != Token.ARRAY) {
            throw StrictBody.invalid("messages", "an array of objects");
        }
        int index = 0;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            if (item != Token.OBJECT) {
                throw StrictBody.invalid("messages[" + index + "]", "an object");
            }
            meter.message();
            index++;
        }
        if (index == 0) {
            throw StrictBody.invalid("messages", "an array with at least one message");
        }
        hasPrompt = true;
    }

    private void prompt(Token value) {
        if (operation != Operation.COMPLETION) {
            cursor.skip(value);
            return;
        }
        if (value != Token.STRING && value != Token.ARRAY) {
            throw StrictBody.invalid("prompt", "a string or an array");
        }
        prompts = Math.max(1, meter.prompts(value));
        hasPrompt = true;
    }

    private void tools(Token value) {
        if (value != Token.ARRAY && value != Token.NULL) {
            throw StrictBody.invalid("tools", "an array or null");
        }
        int before = cursor.stop();
        meter.everything(value);
        tools = value == Token.ARRAY && hasItems(before, cursor.start());
    }

    /** What else stands there is the upstream's to refuse. */
    private void tier(Token value) {
        if (value == Token.STRING) {
            tier = ServiceTiers.asked(cursor.text());
        } else {
            cursor.skip(value);
        }
    }

    private boolean hasItems(int from, int to) {
        for (int i = from; i < to; i++) {
            if (cursor.array()[i] > ' ') {
                return true;
            }
        }
        return false;
    }

    private boolean flag(String name, Token value) {
        return Boolean.TRUE.equals(body.flag(name, value));
    }

    /** Where both caps are given, the higher one counts: which one an upstream heeds is its own affair. */
    private void cap(String name, Token value) {
        Long number = body.cap(name, value);
        if (number != null) {
            maxOutputTokens = maxOutputTokens == null ? number : Math.max(maxOutputTokens, number);
        }
    }

    private Outline outline(int objectEnd) {
        if (model == null || modelSpan == null) {
            throw StrictBody.invalid("model", "given");
        }
        if (!hasPrompt) {
            throw StrictBody.invalid(operation == Operation.CHAT ? "messages" : "prompt", "given");
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
                null,
                null,
                tier,
                0);
    }
}
