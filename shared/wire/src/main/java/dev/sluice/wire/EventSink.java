package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects events in one framing. Reused from one {@link #take} to the next; not thread safe. */
public final class EventSink {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Framing framing;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private int events;

    public EventSink(Framing framing) {
        this.framing = framing;
    }

    /** Adds an event without a name. */
    public void event(JsonOut.Content content) {
        event("", content);
    }

    /**
     * Adds an event.
     *
     * @param name its event name, empty for none; a JSON array has no place for it
     */
    public void event(String name, JsonOut.Content content) {
        switch (framing) {
            case SSE -> serverSent(name, content);
            case JSON_ARRAY -> {
                out.write(events == 0 ? '[' : ',');
                JsonOut.write(content, out);
                out.write('\n');
            }
            case AWS -> marker(AwsMessage.event(name, JsonOut.write(content)));
            case WHOLE -> throw new IllegalStateException("a whole answer has no events");
        }
        events++;
    }

    /** Adds an event whose data is JSON already. */
    public void event(String name, Bytes json) {
        event(name, out -> out.writeRawValue(json.utf8()));
    }

    private void serverSent(String name, JsonOut.Content content) {
        if (!name.isEmpty()) {
            out.writeBytes(EVENT);
            out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
        out.writeBytes(DATA);
        JsonOut.write(content, out);
        out.writeBytes(END);
    }

    /** Adds bytes that are no event, such as OpenAI's {@code data: [DONE]}. */
    public void marker(Bytes bytes) {
        out.write(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Ends a JSON array; other framings need nothing. */
    public void close() {
        if (framing == Framing.JSON_ARRAY) {
            out.writeBytes(events == 0 ? new byte[] {'[', ']'} : new byte[] {']'});
        }
    }

    /** Events added since the sink was made. */
    public int events() {
        return events;
    }

    /** Everything added since the last time. */
    public Bytes take() {
        if (out.size() == 0) {
            return Bytes.EMPTY;
        }
        Bytes taken = Bytes.of(out.toByteArray());
        out.reset();
        return taken;
    }
}
