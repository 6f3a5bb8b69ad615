package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Hands bytes to Vert.x without copying them. */
final class Buffers {
    private Buffers() {}

    static Buffer wrap(Bytes bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.length()));
    }

    static Buffer wrap(Bytes first, Bytes second) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(first.array(), first.offset(), first.length()),
                Unpooled.wrappedBuffer(second.array(), second.offset(), second.length())));
    }
}
