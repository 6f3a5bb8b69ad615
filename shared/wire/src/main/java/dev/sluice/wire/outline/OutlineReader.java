package dev.sluice.wire.outline;

import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Asked;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.outline.Member.Named;
import dev.sluice.wire.outline.Member.Shape;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.NameTable;
import org.jspecify.annotations.Nullable;

/** The pass over one request. One per request. */
final class OutlineReader {
    private final OutlineForm form;
    private final Asked asked;
    private final StrictBody body;
    private final JsonCursor cursor;
    private final PromptMeter meter;

    /** What stands before a member's name in complaints: {@code generationConfig.} or nothing. */
    private String place = "";

    private @Nullable String model;
    private @Nullable Span modelSpan;
    private boolean stream;
    private long choices = 1;
    private @Nullable Long maxOutputTokens;
    private boolean hasPrompt;
    private boolean hasQuery;
    private boolean tools;
    private @Nullable String previousResponse;
    private @Nullable Boolean store;
    private @Nullable Span storeSpan;
    private @Nullable String tier;
    private int documents;

    OutlineReader(OutlineForm form, Asked asked, StrictBody body) {
        this.form = form;
        this.asked = asked;
        this.body = body;
        this.cursor = body.cursor();
        this.meter = new PromptMeter(cursor, form.media());
    }

    Outline read() {
        body.enter();
        members(form.members());
        return outline(body.leave());
    }

    private void members(NameTable<Named> known) {
        while (cursor.next() == Token.NAME) {
            Named member = known.find(cursor);
            Token value = cursor.next();
            if (member == null) {
                cursor.skip(value);
            } else {
                member(place + member.name(), member.meaning(), value);
            }
        }
    }

    private void member(String path, Member meaning, Token value) {
        switch (meaning) {
            case Member.Plain plain -> plain(path, plain, value);
            case Member.Prompt prompt -> prompt(path, prompt, value);
            case Member.Inside inside -> inside(path, inside, value);
        }
    }

    private void plain(String path, Member.Plain meaning, Token value) {
        switch (meaning) {
            case MODEL -> model(value);
            case STREAM -> stream = Boolean.TRUE.equals(body.flag(path, value));
            case CAP -> cap(body.cap(path, value));
            case CHOICES -> choices = Math.max(choices, body.choices(path, value));
            case TOOLS -> tools(path, value);
            case SCHEMA -> meter.everything(value);
            case PREVIOUS_RESPONSE -> previousResponse(path, value);
            case STORE -> store(path, value);
            case TIER -> tier(value);
            case UNSERVED -> unserved(path, value);
        }
    }

    private void inside(String path, Member.Inside inside, Token value) {
        if (value == Token.NULL) {
            return;
        }
        if (value != Token.OBJECT) {
            throw StrictBody.invalid(path, "an object");
        }
        String outer = place;
        place = path + ".";
        members(inside.members());
        place = outer;
    }

    private void model(Token value) {
        model = body.model(value);
        modelSpan = body.span();
    }

    private void store(String path, Token value) {
        store = body.flag(path, value);
        storeSpan = body.span();
    }

    /** What else stands there is the upstream's to refuse. */
    private void tier(Token value) {
        if (value == Token.STRING) {
            String asked = ServiceTiers.asked(cursor.text());
            tier = asked == null ? tier : asked;
        } else {
            cursor.skip(value);
        }
    }

    private void cap(@Nullable Long cap) {
        if (cap != null) {
            maxOutputTokens = maxOutputTokens == null ? cap : Math.max(maxOutputTokens, cap);
        }
    }

    private void tools(String path, Token value) {
        if (value != Token.ARRAY && value != Token.NULL) {
            throw StrictBody.invalid(path, "an array or null");
        }
        int before = cursor.stop();
        meter.everything(value);
        tools |= value == Token.ARRAY && hasItems(before, cursor.start());
    }

    private boolean hasItems(int from, int to) {
        for (int i = from; i < to; i++) {
            if (cursor.array()[i] > ' ') {
                return true;
            }
        }
        return false;
    }

    private void previousResponse(String path, Token value) {
        if (value == Token.NULL) {
            return;
        }
        previousResponse = value == Token.STRING ? cursor.text() : "";
        if (previousResponse.isEmpty()) {
            throw StrictBody.invalid(path, "an id or null");
        }
        hasPrompt = true;
    }

    private void unserved(String path, Token value) {
        if (value != Token.NULL && value != Token.FALSE) {
            throw StrictBody.invalid(path, "absent: this gateway does not offer it");
        }
    }

    private void prompt(String path, Member.Prompt prompt, Token value) {
        if (value == Token.NULL && !prompt.isEnough()) {
            return;
        }
        Shape shape = prompt.shape();
        switch (shape) {
            case MESSAGES -> messages(path, shape, value);
            case CONTENTS -> {
                if (value == Token.OBJECT) {
                    meter.prompt(value);
                } else {
                    messages(path, shape, value);
                }
            }
            case TEXT_OR_ITEMS -> textOrItems(path, shape, value);
            case TEXTS -> {
                check(path, shape, value == Token.STRING || value == Token.ARRAY);
                meter.texts(value);
            }
            case QUERY -> {
                check(path, shape, value == Token.STRING);
                meter.prompt(value);
                hasQuery = true;
            }
            case DOCUMENTS -> documents(path, shape, value);
            case OBJECT -> {
                check(path, shape, value == Token.OBJECT);
                meter.prompt(value);
            }
            case ANY -> meter.prompt(value);
        }
        hasPrompt |= prompt.isEnough() && value != Token.NULL;
    }

    private void messages(String path, Shape shape, Token value) {
        check(path, shape, value == Token.ARRAY);
        check(path, shape, objects(path) > 0);
    }

    private void documents(String path, Shape shape, Token value) {
        check(path, shape, value == Token.ARRAY);
        int index = 0;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            if (item != Token.STRING && item != Token.OBJECT) {
                throw StrictBody.invalid(path + "[" + index + "]", "a string or an object");
            }
            meter.prompt(item);
            index++;
        }
        check(path, shape, index > 0);
        documents = index;
    }

    private void textOrItems(String path, Shape shape, Token value) {
        if (value == Token.STRING) {
            meter.prompt(value);
        } else {
            check(path, shape, value == Token.ARRAY);
            objects(path);
        }
    }

    /** Measures the objects of a list; says how many there are. */
    private int objects(String path) {
        int index = 0;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            if (item != Token.OBJECT) {
                throw StrictBody.invalid(path + "[" + index + "]", "an object");
            }
            meter.prompt(item);
            index++;
        }
        return index;
    }

    private static void check(String path, Shape shape, boolean isRight) {
        if (!isRight) {
            throw StrictBody.invalid(path, shape.expected());
        }
    }

    private Outline outline(int objectEnd) {
        String name = asked.model() == null ? model : StrictBody.checkedModel(asked.model());
        if (name == null) {
            throw StrictBody.invalid("model", "given");
        }
        if (!hasPrompt) {
            throw StrictBody.invalid(form.prompt(), "given");
        }
        if (form.needsQuery() && !hasQuery) {
            throw StrictBody.invalid("query", "given");
        }
        if (form.needsCap() && maxOutputTokens == null) {
            throw StrictBody.invalid("max_tokens", "given");
        }
        return new Outline(
                name,
                framing(),
                false,
                (int) choices,
                maxOutputTokens,
                meter.bytes(),
                meter.images(),
                tools,
                modelSpan,
                null,
                objectEnd,
                previousResponse,
                store,
                storeSpan,
                tier,
                documents);
    }

    private Framing framing() {
        if (asked.framing() != null) {
            return asked.framing();
        }
        return stream && asked.operation() == Operation.CHAT ? Framing.SSE : Framing.WHOLE;
    }
}
