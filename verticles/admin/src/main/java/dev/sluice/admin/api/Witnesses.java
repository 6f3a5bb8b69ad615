package dev.sluice.admin.api;

import dev.sluice.model.call.Explanation;
import java.util.Optional;

/** Asks the nodes that take calls whether one of them remembers how a call went. */
@FunctionalInterface
public interface Witnesses {

    /** Blocks until one has said so, or all have had the time to. */
    Optional<Explanation> ask(String callId);
}
