package dev.sluice.accounting;

import dev.sluice.model.call.UnbilledUse;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UnbilledLine;
import dev.sluice.store.UnbilledUses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What was written down of what nobody is billed for, in memory; it can be away. */
final class MemoryUnbilledUses implements UnbilledUses {
    final List<UnbilledLine> lines = new ArrayList<>();
    volatile boolean away;

    @Override
    public synchronized void add(Collection<UnbilledLine> more) {
        if (away) {
            throw new StoreUnavailable("away", new IllegalStateException());
        }
        lines.addAll(more);
    }

    @Override
    public Map<String, Map<UnbilledUse.Kind, UnbilledLine>> byChannel(Instant from, Instant to) {
        throw new UnsupportedOperationException();
    }
}
