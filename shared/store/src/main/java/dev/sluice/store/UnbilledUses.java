package dev.sluice.store;

import dev.sluice.model.call.UnbilledUse;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * What providers are thought to charge for and no caller pays, added up by hour and channel: estimates, in no account. Every
 * method blocks.
 */
public interface UnbilledUses {

    /** Adds these, in one transaction; those of the same hour, channel and purpose are added up. */
    void add(Collection<UnbilledLine> lines);

    /** What was used in the hours that begin between these moments, by channel and purpose. */
    Map<String, Map<UnbilledUse.Kind, UnbilledLine>> byChannel(Instant from, Instant to);
}
