package dev.sluice.wire.adapter;

import dev.sluice.model.Bytes;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Events that are lines of JSON each (NDJSON). */
final class LineFrames implements Frames {
    private static final int MAX_LINE = 16 * 1024 * 1024;

    private final Deque<Bytes> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean tooLong;

    @Override
    public void feed(Bytes piece) {
        int from = 0;
        for (int i = 0; i < piece.length(); i++) {
            if (piece.at(i) == '\n') {
                add(piece.slice(from, i));
                cut();
                from = i + 1;
            }
        }
        add(piece.slice(from, piece.length()));
    }

    private void add(Bytes part) {
        tooLong |= part.length() > MAX_LINE - begun.size();
        if (!tooLong) {
            begun.write(part.array(), part.offset(), part.length());
        }
    }

    private void cut() {
        if (begun.size() > 0) {
            lines.add(Bytes.of(begun.toByteArray()));
            begun.reset();
        }
    }

    @Override
    public void finish() {
        cut();
    }

    @Override
    public @Nullable Frame next() {
        Bytes line = tooLong ? null : lines.poll();
        return line == null ? null : new Frame("", false, line, line);
    }

    @Override
    public @Nullable String complaint() {
        return tooLong ? "The upstream sent a line of more than " + MAX_LINE + " bytes." : null;
    }
}
