package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * One pass over a chunk, or over a whole body, for the little that the gateway must know of it. Reused from chunk to chunk;
 * positions are those of the array that was looked at last.
 */
final class OpenAiGlance {
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_TEXT = "\"null\"".getBytes(StandardCharsets.US_ASCII);
    private static final int NOWHERE = -1;

    private final JsonCursor cursor = JsonCursor.lenient();
    private final OpenAiContentMeter meter = new OpenAiContentMeter(cursor);
    private final OpenAiFields.Choice holder;
    private final boolean usageInChoice;

    private boolean error;
    private boolean choicesGiven;
    private int choices;
    private boolean finished;
    private boolean content;
    private long contentBytes;
    private int usageCutFrom;
    private int usageCutTo;
    private final int[] usage = {NOWHERE, NOWHERE};
    private final int[] otherUsage = {NOWHERE, NOWHERE};
    private final int[] tier = {NOWHERE, NOWHERE};

    private OpenAiGlance(OpenAiFields.Choice holder, Set<Quirk> quirks) {
        this.holder = holder;
        this.usageInChoice = quirks.contains(Quirk.USAGE_IN_CHOICE);
    }

    /** For chunks, whose choices hold deltas. Perplexity repeats the whole message beside each delta; it is passed over. */
    static OpenAiGlance ofChunks(Set<Quirk> quirks) {
        return new OpenAiGlance(OpenAiFields.Choice.DELTA, quirks);
    }

    /** For bodies, whose choices hold messages. */
    static OpenAiGlance ofBodies(Set<Quirk> quirks) {
        return new OpenAiGlance(OpenAiFields.Choice.MESSAGE, quirks);
    }

    /**
     * Looks at {@code array[from, to)}.
     *
     * @return whether it is a JSON object
     * @throws dev.sluice.wire.text.JsonSyntaxException if it is no JSON
     */
    boolean look(byte[] array, int from, int to) {
        reset();
        Token first = cursor.over(array, from, to).next();
        if (first != Token.OBJECT) {
            cursor.skip(first);
            cursor.next();
            return false;
        }
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Answer field = OpenAiFields.ANSWER.find(cursor);
            int name = cursor.start();
            int comma = cursor.separator();
            Token value = cursor.next();
            if (field == null) {
                cursor.skip(value);
            } else {
                member(field, value);
                if (field == OpenAiFields.Answer.USAGE) {
                    cut(comma, name, to);
                }
            }
        }
        cursor.next();
        return true;
    }

    /** Whether there is a top-level {@code error} that a JavaScript client would take for true. */
    boolean isError() {
        return error;
    }

    boolean hasChoicesMember() {
        return choicesGiven;
    }

    boolean hasChoices() {
        return choices > 0;
    }

    /** Whether some choice has a finish reason. */
    boolean isFinished() {
        return finished;
    }

    /** Whether some choice says anything. */
    boolean hasContent() {
        return content;
    }

    /** Bytes of text that the choices say, roughly. */
    long contentBytes() {
        return contentBytes;
    }

    /** Whether there is a {@code usage} member, null or not; it can be cut out of the object. */
    boolean hasUsageMember() {
        return usageCutTo > usageCutFrom;
    }

    /** Where to cut so that the {@code usage} member is gone, with the comma that it leaves over. */
    int usageCutFrom() {
        return usageCutFrom;
    }

    int usageCutTo() {
        return usageCutTo;
    }

    boolean hasUsage() {
        return usage[0] != NOWHERE;
    }

    int usageFrom() {
        return usage[0];
    }

    int usageTo() {
        return usage[1];
    }

    /** Whether usage stands elsewhere: in {@code x_groq} or in a choice. */
    boolean hasOtherUsage() {
        return otherUsage[0] != NOWHERE;
    }

    int otherUsageFrom() {
        return otherUsage[0];
    }

    int otherUsageTo() {
        return otherUsage[1];
    }

    /** Whether there is a {@code service_tier}; it stands in quotes from {@link #tierFrom} to {@link #tierTo}. */
    boolean hasTier() {
        return tier[0] != NOWHERE;
    }

    int tierFrom() {
        return tier[0];
    }

    int tierTo() {
        return tier[1];
    }

    private void reset() {
        error = false;
        choicesGiven = false;
        choices = 0;
        finished = false;
        content = false;
        contentBytes = 0;
        usageCutFrom = 0;
        usageCutTo = 0;
        Arrays.fill(usage, NOWHERE);
        Arrays.fill(otherUsage, NOWHERE);
        Arrays.fill(tier, NOWHERE);
    }

    private void member(OpenAiFields.Answer field, Token value) {
        switch (field) {
            case CHOICES -> choices(value);
            case USAGE -> span(value, usage);
            case ERROR -> {
                error = isTruthy(value);
                cursor.skip(value);
            }
            // Older vLLM: {"object":"error","message":…}.
            case OBJECT -> {
                error |= value == Token.STRING && isWritten(ERROR);
                cursor.skip(value);
            }
            case X_GROQ -> groq(value);
            case SERVICE_TIER -> span(value, tier);
        }
    }

    private boolean isTruthy(Token value) {
        return switch (value) {
            case FALSE, NULL -> false;
            case STRING -> cursor.textLength() > 0;
            case NUMBER -> !Long.valueOf(0).equals(cursor.integer());
            default -> true;
        };
    }

    private boolean isWritten(byte[] literal) {
        return Arrays.equals(cursor.array(), cursor.start(), cursor.stop(), literal, 0, literal.length);
    }

    private void span(Token value, int[] span) {
        int from = cursor.start();
        cursor.skip(value);
        if (value != Token.NULL) {
            span[0] = from;
            span[1] = cursor.stop();
        }
    }

    private void cut(int comma, int name, int to) {
        usageCutTo = cursor.stop();
        if (comma != NOWHERE) {
            usageCutFrom = comma;
            return;
        }
        usageCutFrom = name;
        int next = usageCutTo;
        while (next < to && cursor.array()[next] <= ' ') {
            next++;
        }
        usageCutTo = next < to && cursor.array()[next] == ',' ? next + 1 : usageCutTo;
    }

    private void groq(Token value) {
        if (value != Token.OBJECT) {
            cursor.skip(value);
            return;
        }
        while (cursor.next() == Token.NAME) {
            boolean isUsage = OpenAiFields.ANSWER.find(cursor) == OpenAiFields.Answer.USAGE;
            Token member = cursor.next();
            if (isUsage) {
                span(member, otherUsage);
            } else {
                cursor.skip(member);
            }
        }
    }

    private void choices(Token value) {
        if (value != Token.ARRAY) {
            cursor.skip(value);
            return;
        }
        choicesGiven = true;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            choices++;
            if (item == Token.OBJECT) {
                choice();
            } else {
                cursor.skip(item);
            }
        }
    }

    private void choice() {
        long held = 0;
        long text = 0;
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Choice field = OpenAiFields.CHOICE.find(cursor);
            Token value = cursor.next();
            if (field == holder && value == Token.OBJECT) {
                held = meter.said();
            } else if (field == OpenAiFields.Choice.TEXT) {
                text = meter.measure(value);
            } else if (field == OpenAiFields.Choice.FINISH_REASON) {
                finish(value);
            } else if (field == OpenAiFields.Choice.USAGE && usageInChoice) {
                span(value, otherUsage);
            } else {
                cursor.skip(value);
            }
        }
        content |= held > 0 || text > 0;
        // Together sends the same text as "text" and as "delta".
        contentBytes += Math.max(held, text);
    }

    private void finish(Token value) {
        if (value == Token.STRING && cursor.textLength() > 0 && !isWritten(NULL_TEXT)) {
            finished = true;
            content = true;
        }
        cursor.skip(value);
    }
}
