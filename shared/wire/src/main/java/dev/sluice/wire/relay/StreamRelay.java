package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.UpstreamError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a streamed answer event by event, and knows when and how it is over; an {@link Outlet} says what becomes of it. */
final class StreamRelay implements AnswerReader {
    private final Frames frames;
    private final EventReader reader;
    private final Outlet outlet;
    private final Tally tally = new Tally();
    private final Consumer<ChatEvent> events;
    private long left;
    private boolean begun;
    private @Nullable AnswerEvent ending;

    /** What becomes of the events of an answer. */
    interface Outlet extends Consumer<ChatEvent> {

        /**
         * The events of this frame have been accepted.
         *
         * @param complete whether the answer is whole with them
         */
        void framed(Frame frame, boolean complete);

        /** How long the upstream's answer may be; without end unless it is gathered. */
        default long mostBytes() {
            return Long.MAX_VALUE;
        }

        /** What there is for the caller since the last time. */
        Bytes take();

        /** How many events {@link #take} has given since the last time. */
        int takeCount();

        /**
         * The answer has come to its proper end.
         *
         * @param over whether the upstream said its last word itself
         * @return what is sent after settlement, absent if all of the answer is given by {@link #take}
         */
        @Nullable
        Bytes end(boolean over);
    }

    StreamRelay(Frames frames, EventReader reader, Outlet outlet, Consumer<ChatEvent> listener) {
        this.frames = frames;
        this.reader = reader;
        this.outlet = outlet;
        this.left = outlet.mostBytes();
        this.events = tally.andThen(listener).andThen(outlet);
    }

    @Override
    public Reading read(Bytes piece) {
        if (ending == null && piece.length() > left) {
            ending = broken("The upstream's answer is too long.");
        }
        if (ending == null) {
            left -= piece.length();
            frames.feed(piece);
            takeFrames();
        }
        return reading();
    }

    @Override
    public Reading end() {
        if (ending == null) {
            frames.finish();
            takeFrames();
        }
        if (ending == null) {
            ending = reader.isComplete() ? endWell() : cutShort();
        }
        return reading();
    }

    private void takeFrames() {
        for (Frame frame = frames.next(); frame != null && ending == null; frame = frames.next()) {
            begun = true;
            takeFrame(frame);
        }
        UpstreamError failure = ending == null ? frames.failure() : null;
        if (failure != null) {
            ending = new AnswerEvent.Broken(failure.error(), failure.verdict(), tally.usage());
        }
        String complaint = frames.complaint();
        if (ending == null && complaint != null) {
            ending = broken(complaint);
        }
    }

    private void takeFrame(Frame frame) {
        try {
            reader.read(frame, events);
        } catch (GatewayException e) {
            ending = new AnswerEvent.Broken(e.error(), Verdict.FAILED, tally.usage());
            return;
        }
        UpstreamError failure = reader.failure();
        if (failure != null) {
            ending = new AnswerEvent.Broken(failure.error(), failure.verdict(), tally.usage());
            return;
        }
        outlet.framed(frame, reader.isComplete() || reader.isOver());
        if (reader.isOver()) {
            ending = endWell();
        }
    }

    /** Only of a whole answer: a call that was cut must not be told as one that has ended. */
    private AnswerEvent endWell() {
        reader.end(events);
        return finish();
    }

    private AnswerEvent finish() {
        return tally.finished(outlet.end(reader.isOver()));
    }

    private AnswerEvent cutShort() {
        return broken(
                begun
                        ? "The upstream ended the stream before the answer was complete."
                        : "The upstream ended the stream without an answer.");
    }

    private AnswerEvent broken(String message) {
        GatewayError error = GatewayError.of(GatewayError.Kind.UPSTREAM_FAILED, message);
        return new AnswerEvent.Broken(error, Verdict.FAILED, tally.usage());
    }

    private Reading reading() {
        return new Reading(
                outlet.take(), tally.takeProduced(), tally.takeContent(), ending, outlet.takeCount(), tally.takeNews());
    }
}
