package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Splice;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the few bytes of a request that must change on its way upstream; all others go as they came. */
final class OpenAiRequestWriter {
    private static final Bytes NEW_MEMBER = Bytes.utf8(",\"stream_options\":{\"include_usage\":true}");
    private static final Bytes NEW_VALUE = Bytes.utf8("{\"include_usage\":true}");
    private static final Bytes NEW_OPTION = Bytes.utf8("\"include_usage\":true");
    private static final Bytes NEW_OPTION_COMMA = Bytes.utf8("\"include_usage\":true,");
    private static final Bytes TRUE = Bytes.utf8("true");

    /** {@code text} in the place of the body's bytes {@code [from, to)}. */
    private record Edit(int from, int to, Bytes text) {}

    private OpenAiRequestWriter() {}

    static Bytes write(Call call, String upstreamModel, Set<Quirk> quirks) {
        Outline outline = call.outline();
        List<Edit> edits = new ArrayList<>(2);
        if (!outline.model().equals(upstreamModel)) {
            Span span = Objects.requireNonNull(outline.modelSpan());
            edits.add(new Edit(span.from(), span.to(), Bytes.of(JsonText.quote(upstreamModel))));
        }
        if (outline.stream()) {
            boolean canAsk = !quirks.contains(Quirk.NO_STREAM_OPTIONS);
            Edit edit = canAsk ? askForUsage(call.body(), outline) : withoutOptions(call.body(), outline);
            if (edit != null) {
                edits.add(edit);
            }
        }
        return edits.isEmpty() ? call.body() : apply(call.body(), edits);
    }

    private static @Nullable Edit askForUsage(Bytes body, Outline outline) {
        Span span = outline.streamOptionsSpan();
        if (outline.includeUsage()) {
            return null;
        }
        if (span == null) {
            return new Edit(outline.objectEnd(), outline.objectEnd(), NEW_MEMBER);
        }
        if (body.at(span.from()) != '{') {
            return new Edit(span.from(), span.to(), NEW_VALUE);
        }
        return askIn(body, span);
    }

    /** Asks in the caller's own options, whose other members stay. */
    private static Edit askIn(Bytes body, Span span) {
        int base = body.offset();
        JsonCursor cursor = JsonCursor.lenient().over(body.array(), base + span.from(), base + span.to());
        cursor.next();
        boolean isEmpty = true;
        while (cursor.next() == Token.NAME) {
            isEmpty = false;
            boolean isUsage = OpenAiFields.STREAM_OPTIONS.find(cursor) != null;
            Token value = cursor.next();
            if (isUsage) {
                return new Edit(cursor.start() - base, cursor.stop() - base, TRUE);
            }
            cursor.skip(value);
        }
        int inside = span.from() + 1;
        return new Edit(inside, inside, isEmpty ? NEW_OPTION : NEW_OPTION_COMMA);
    }

    private static @Nullable Edit withoutOptions(Bytes body, Outline outline) {
        Span span = outline.streamOptionsSpan();
        if (span == null) {
            return null;
        }
        int name = nameBefore(body, span.from());
        int after = skipSpace(body, span.to());
        if (body.at(after) == ',') {
            return new Edit(name, after + 1, Bytes.EMPTY);
        }
        int comma = name - 1;
        while (body.at(comma) != ',') {
            comma--; // only white space: another member, the model, comes before
        }
        return new Edit(comma, span.to(), Bytes.EMPTY);
    }

    /** Where the name of the member begins whose value begins at {@code value}. No name read here contains a quote. */
    private static int nameBefore(Bytes body, int value) {
        int closing = value - 1;
        while (body.at(closing) != '"') {
            closing--;
        }
        int opening = closing - 1;
        while (body.at(opening) != '"') {
            opening--;
        }
        return opening;
    }

    private static int skipSpace(Bytes body, int from) {
        int i = from;
        while (body.at(i) <= ' ') {
            i++;
        }
        return i;
    }

    private static Bytes apply(Bytes body, List<Edit> edits) {
        edits.sort(Comparator.comparingInt(Edit::from));
        int base = body.offset();
        Splice splice = new Splice();
        int done = 0;
        for (Edit edit : edits) {
            splice.add(body.array(), base + done, base + edit.from).add(edit.text);
            done = edit.to;
        }
        return splice.add(body.array(), base + done, base + body.length()).take();
    }
}
