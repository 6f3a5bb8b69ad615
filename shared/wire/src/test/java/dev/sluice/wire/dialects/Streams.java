package dev.sluice.wire.dialects;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import dev.sluice.wire.relay.Fold;
import dev.sluice.wire.relay.Unfold;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Streamed answers: cut, read to their end, put together, and written again. */
public final class Streams {
    private Streams() {}

    /** The events of a stream that comes in these pieces. */
    public static List<ChatEvent> events(Dialect dialect, List<Bytes> pieces) {
        List<ChatEvent> events = new ArrayList<>();
        Frames frames = Dialects.codec(dialect).chat().frames();
        read(frames, Dialects.codec(dialect).chat().eventReader(Set.of()), pieces, events::add);
        return events;
    }

    public static List<ChatEvent> events(Dialect dialect, Bytes stream) {
        return events(dialect, List.of(stream));
    }

    /** The events that an answer would have been streamed in. */
    public static List<ChatEvent> events(ChatResponse response) {
        List<ChatEvent> events = new ArrayList<>();
        Unfold.events(response, events::add);
        return events;
    }

    static void read(Frames frames, EventReader reader, List<Bytes> pieces, Consumer<ChatEvent> to) {
        for (Bytes piece : pieces) {
            frames.feed(piece);
            take(frames, reader, to);
        }
        frames.finish();
        take(frames, reader, to);
        reader.end(to);
    }

    private static void take(Frames frames, EventReader reader, Consumer<ChatEvent> to) {
        for (Frame frame = frames.next(); frame != null && !reader.isOver(); frame = frames.next()) {
            reader.read(frame, to);
        }
    }

    public static ChatResponse fold(List<ChatEvent> events) {
        Fold fold = new Fold();
        events.forEach(fold);
        return fold.response();
    }

    /** The stream that the caller gets. */
    public static Bytes written(Call call, List<ChatEvent> events, Losses losses) {
        EventSink sink = new EventSink(call.outline().framing());
        EventWriter writer = Dialects.codec(call.dialect()).chat().eventWriter(call, losses);
        events.forEach(event -> writer.write(event, sink));
        writer.end(sink);
        sink.close();
        return sink.take();
    }

    /** The bytes in pieces of up to {@code longest}, each within an array of its own, as a network hands them over. */
    public static List<Bytes> cut(Bytes bytes, int longest, Random random) {
        List<Bytes> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length(); ) {
            int length = Math.min(bytes.length() - at, 1 + random.nextInt(longest));
            byte[] padded = new byte[length + 3];
            System.arraycopy(bytes.array(), bytes.offset() + at, padded, 2, length);
            pieces.add(Bytes.of(padded, 2, 2 + length));
            at += length;
        }
        return pieces;
    }
}
