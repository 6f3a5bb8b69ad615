package dev.sluice.admin.api;

import dev.sluice.bus.LimitsAsked;
import dev.sluice.bus.LimitsLeft;
import java.util.List;

/** Asks the nodes that count calls what is left of limits. */
@FunctionalInterface
public interface LimitReader {

    /** What each node that answers says; blocks until all have, or have had the time to. */
    List<LimitsLeft> ask(LimitsAsked question);
}
