package dev.sluice.provider.passage;

import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;

/** Says what an answer used when its upstream does not. */
public interface Appraisal {

    /** The upstream has said it itself. */
    void reported();

    /**
     * Begins to count.
     *
     * @param produced tokens of output by a rough count
     */
    Future<Usage> appraise(long produced);
}
