package dev.sluice.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Hands frames over as they are on one node, and as JSON to other nodes: a byte with the version, the length in four
 * bytes, big end first, and that many bytes of JSON.
 */
final class FrameCodec implements MessageCodec<Frame, Frame> {
    static final String NAME = "sluice.frame";
    static final byte VERSION = 1;
    private static final int PREFIX = 1 + Integer.BYTES;

    @Override
    public void encodeToWire(Buffer buffer, Frame frame) {
        byte[] json = write(frame);
        buffer.appendByte(VERSION).appendInt(json.length).appendBytes(json);
    }

    private static byte[] write(Frame frame) {
        try {
            return BusJson.MAPPER.writeValueAsBytes(frame);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Frame decodeFromWire(int position, Buffer buffer) {
        if (buffer.length() - position < PREFIX) {
            return new Frame.Unreadable("length " + (buffer.length() - position));
        }
        byte version = buffer.getByte(position);
        if (version != VERSION) {
            return new Frame.Unreadable("version " + version);
        }
        int from = position + PREFIX;
        int length = buffer.getInt(position + 1);
        return length < 0 || length > buffer.length() - from
                ? new Frame.Unreadable("length " + length)
                : read(buffer.getBytes(from, from + length));
    }

    private static Frame read(byte[] json) {
        try {
            Frame frame = BusJson.MAPPER.readValue(json, Frame.class);
            return frame == null ? new Frame.Unreadable("null") : frame;
        } catch (IOException e) {
            return new Frame.Unreadable(e.getClass().getSimpleName());
        }
    }

    @Override
    public Frame transform(Frame frame) {
        return frame;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
