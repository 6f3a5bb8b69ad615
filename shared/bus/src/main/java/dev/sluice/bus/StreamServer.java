package dev.sluice.bus;

import io.vertx.core.Future;

/** Serves one stream for each question. */
@FunctionalInterface
public interface StreamServer<Q, H, E> {

    /**
     * Begins a stream.
     *
     * @return the head; a failed future refuses the stream. A head may also stand alone: then end {@code out} at once.
     */
    Future<H> serve(Q question, Outflow<E> out);
}
