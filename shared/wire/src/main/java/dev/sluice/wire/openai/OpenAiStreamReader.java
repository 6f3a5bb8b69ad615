package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.Splice;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.text.JsonSyntaxException;
import dev.sluice.wire.text.SseSplitter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer and passes its events on as they came, but for what the caller did not ask for.
 *
 * <p>Not passed on: comments, {@code [DONE]}, error events, and usage that is there only because the gateway asked for it.
 */
final class OpenAiStreamReader implements AnswerReader {
    /** A picture comes as base64 in one event. */
    private static final int MAX_EVENT = 16 * 1024 * 1024;

    private static final int BYTES_PER_TOKEN = 4;
    private static final Bytes END_MARKER = Bytes.utf8("data: [DONE]\n\n");
    private static final Bytes DATA = Bytes.utf8("data: ");
    private static final Bytes EVENT_END = Bytes.utf8("\n\n");
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final Reading NOTHING = new Reading(Bytes.EMPTY, 0, false, null, 0);

    private final boolean hideUsage;
    private final SseSplitter events = new SseSplitter(MAX_EVENT);
    private final OpenAiGlance glance;
    private final OpenAiUsageNotes notes;
    private final Splice forward = new Splice();

    private boolean begun;
    private boolean finished;
    private boolean closed;
    private long produced;
    private int forwarded;
    private boolean content;
    private @Nullable AnswerEvent ending;

    OpenAiStreamReader(Call call, Set<Quirk> quirks) {
        // An upstream that cannot be asked sends usage of its own accord: then it belongs to the answer.
        this.hideUsage = !call.outline().includeUsage() && !quirks.contains(Quirk.NO_STREAM_OPTIONS);
        this.glance = OpenAiGlance.ofChunks(quirks);
        this.notes = new OpenAiUsageNotes(quirks);
    }

    @Override
    public Reading read(Bytes piece) {
        if (ending != null) {
            return NOTHING;
        }
        events.feed(piece);
        takeEvents();
        return reading();
    }

    @Override
    public Reading end() {
        if (ending == null) {
            closed = true;
            events.finish();
            takeEvents();
        }
        if (ending == null) {
            ending = finished ? finish() : cutShort();
        }
        return reading();
    }

    private void takeEvents() {
        while (ending == null && events.next()) {
            takeEvent();
        }
        if (ending == null && events.isForeign()) {
            ending = foreign();
        } else if (ending == null && events.isTooLong()) {
            ending = broken("The upstream sent an event of more than " + MAX_EVENT + " bytes.");
        }
    }

    private Reading reading() {
        Reading reading = new Reading(forward.take(), produced, content, ending, forwarded);
        produced = 0;
        forwarded = 0;
        content = false;
        return reading;
    }

    private void takeEvent() {
        if (events.isOneLine()) {
            takeData(events.array(), events.dataStart(), events.dataStop());
        } else {
            byte[] data = events.joinedData();
            takeData(data, 0, data.length);
        }
    }

    private void takeData(byte[] array, int from, int to) {
        if (isBlank(array, from, to)) {
            return;
        }
        if (isDone(array, from, to)) {
            ending = begun ? finish() : broken("The upstream ended the stream without an answer.");
            return;
        }
        if (!isChunk(array, from, to)) {
            // At the end of a cut stream half an event is left over; the cut is what is wrong then.
            ending = closed ? null : broken("The upstream sent an event that is not a JSON object.");
        } else if (glance.isError() || events.name().equals("error")) {
            ending = failed(Bytes.of(array, from, to));
        } else {
            takeChunk(array, from, to);
        }
    }

    private boolean isChunk(byte[] array, int from, int to) {
        try {
            return glance.look(array, from, to);
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    private void takeChunk(byte[] array, int from, int to) {
        begun = true;
        notes.note(glance, array);
        finished |= glance.isFinished();
        boolean isUsageOnly = glance.hasUsage() && !glance.hasChoices();
        if (isUsageOnly && hideUsage) {
            return;
        }
        content |= glance.hasContent();
        if (glance.contentBytes() > 0) {
            produced += Math.max(1, glance.contentBytes() / BYTES_PER_TOKEN);
        }
        forwarded++;
        if (hideUsage && glance.hasUsageMember()) {
            forwardWithoutUsage(array, from, to);
        } else {
            forward.add(events.array(), events.eventStart(), events.eventStop());
        }
    }

    private void forwardWithoutUsage(byte[] array, int from, int to) {
        if (events.isOneLine()) {
            forward.add(array, events.eventStart(), glance.usageCutFrom())
                    .add(array, glance.usageCutTo(), events.eventStop());
            return;
        }
        for (int i = from; i < to; i++) {
            array[i] = array[i] == '\n' ? (byte) ' ' : array[i];
        }
        forward.add(DATA)
                .add(array, from, glance.usageCutFrom())
                .add(array, glance.usageCutTo(), to)
                .add(EVENT_END);
    }

    private AnswerEvent finish() {
        return new AnswerEvent.Finished(notes.usage(), notes.isSuspect(), END_MARKER);
    }

    private AnswerEvent cutShort() {
        return broken(
                begun
                        ? "The upstream ended the stream before the answer was complete."
                        : "The upstream ended the stream without an answer.");
    }

    private AnswerEvent failed(Bytes data) {
        UpstreamError error = ErrorReader.readInAnswer(data);
        return new AnswerEvent.Broken(error.error(), error.verdict(), notes.usage());
    }

    /** A bare JSON error where events should be says more than that it is not an event. */
    private AnswerEvent foreign() {
        byte[] array = events.array();
        if (isChunk(array, events.dataStart(), events.dataStop()) && glance.isError()) {
            return failed(Bytes.of(array, events.dataStart(), events.dataStop()));
        }
        return broken("The upstream did not answer with server-sent events.");
    }

    private AnswerEvent broken(String message) {
        GatewayError error = GatewayError.of(GatewayError.Kind.UPSTREAM_FAILED, message);
        return new AnswerEvent.Broken(error, Verdict.FAILED, notes.usage());
    }

    private static boolean isBlank(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] != ' ' && array[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** OpenAI's SDKs know the end by how it begins, so the same is done here. */
    private static boolean isDone(byte[] array, int from, int to) {
        boolean same = to - from >= DONE.length;
        for (int i = 0; same && i < DONE.length; i++) {
            same = array[from + i] == DONE[i];
        }
        return same;
    }
}
