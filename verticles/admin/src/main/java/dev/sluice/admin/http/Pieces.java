package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import java.util.Optional;

/** A body that is too long to be held whole. Each piece is made when the client has taken those before. */
@FunctionalInterface
public interface Pieces {

    /** The next piece, which may be empty, or nothing after the last. Runs on a virtual thread and may block. */
    Optional<Bytes> next();
}
