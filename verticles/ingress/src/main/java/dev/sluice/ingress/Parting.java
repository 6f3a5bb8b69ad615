package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import io.vertx.core.Future;

/** What is done with the last that is said of an answer, before it is said. */
@FunctionalInterface
interface Parting {
    /** Nothing. */
    Parting AS_IT_IS = (userId, last) -> Future.succeededFuture(last.bytes());

    /**
     * The last of an answer that came whole.
     *
     * @param streamed whether the bytes are what ends a stream; else they are the whole answer
     */
    record Last(Bytes bytes, boolean streamed) {}

    /**
     * What the caller gets. Never fails.
     *
     * @param userId whose key made the call
     */
    Future<Bytes> say(String userId, Last last);
}
