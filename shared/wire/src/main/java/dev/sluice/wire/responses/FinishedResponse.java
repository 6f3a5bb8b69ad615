package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.Splice;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.text.SseSplitter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer that can be gone on from, found where it is said for the last time: in the document that it is, or in the last
 * event of a stream. Not thread safe.
 */
public final class FinishedResponse {
    /** As OpenAI checks ids, and a little more that other vendors use. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

    private static final int SPARE = 16;

    private final ObjectNode response;
    private final @Nullable ObjectNode event;
    private final Bytes before;
    private final Bytes after;

    private FinishedResponse(ObjectNode response, @Nullable ObjectNode event, Bytes before, Bytes after) {
        this.response = response;
        this.event = event;
        this.before = before;
        this.after = after;
    }

    /** In an answer that is one document; empty if it has failed or has no id that it can be found by. */
    public static Optional<FinishedResponse> inBody(Bytes body) {
        return JsonTree.parse(body)
                .filter(FinishedResponse::isFinished)
                .map(node -> new FinishedResponse((ObjectNode) node, null, Bytes.EMPTY, Bytes.EMPTY));
    }

    /** In what ends a stream; empty as above. */
    public static Optional<FinishedResponse> inLastWord(Bytes lastWord) {
        SseSplitter events = new SseSplitter(lastWord.length() + SPARE);
        events.feed(lastWord);
        Splice before = new Splice();
        while (events.next()) {
            Bytes whole = Bytes.of(events.array(), events.eventStart(), events.eventStop());
            ObjectNode event = event(events);
            if (event == null) {
                before.add(whole);
                continue;
            }
            Splice after = new Splice();
            while (events.next()) {
                after.add(events.array(), events.eventStart(), events.eventStop());
            }
            return Optional.of(
                    new FinishedResponse((ObjectNode) event.path("response"), event, before.take(), after.take()));
        }
        return Optional.empty();
    }

    private static @Nullable ObjectNode event(SseSplitter events) {
        Bytes data = events.isOneLine()
                ? Bytes.of(events.array(), events.dataStart(), events.dataStop())
                : Bytes.of(events.joinedData());
        return JsonTree.parse(data).orElse(null) instanceof ObjectNode event && isFinished(event.path("response"))
                ? event
                : null;
    }

    private static boolean isFinished(JsonNode response) {
        String status = response.path("status").asText("completed");
        return response.isObject()
                && response.path("output").isArray()
                && (status.equals("completed") || status.equals("incomplete"))
                && response.path("id").isTextual()
                && ID.matcher(response.path("id").asText()).matches();
    }

    public String id() {
        return response.path("id").asText();
    }

    /**
     * Lets it say that it can be gone on from: the upstream, which kept nothing, has denied that.
     *
     * @param previous id of the answer that it went on from, absent if none
     */
    public void markKept(@Nullable String previous) {
        response.put("store", true);
        response.put("previous_response_id", previous);
    }

    /**
     * What to keep of it.
     *
     * @param request as it was sent upstream, with the items of earlier turns
     */
    public Bytes toKeep(Bytes request) {
        return ResponsesConversation.toKeep(request, response);
    }

    /** What the caller gets. */
    public Bytes said() {
        if (event == null) {
            return JsonTree.write(response);
        }
        EventSink sink = new EventSink(Framing.SSE);
        sink.marker(before);
        sink.event(event.path("type").asText(), JsonTree.write(event));
        sink.marker(after);
        return sink.take();
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "FinishedResponse[" + id() + "]";
    }
}
