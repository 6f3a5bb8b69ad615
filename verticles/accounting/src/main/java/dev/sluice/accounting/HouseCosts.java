package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledCost;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.chat.Usage;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UnbilledLine;
import dev.sluice.store.UnbilledUses;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What providers charge for and no caller pays, such as the slower of two attempts. It is reckoned by the purchase prices in
 * force, added up in memory and written down now and then; no account knows of it. Thread safe.
 */
final class HouseCosts {
    private static final Logger LOG = LoggerFactory.getLogger(HouseCosts.class);
    /** More than this while the database is away is not added up. */
    private static final int MOST_LINES = 10_000;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Pricing pricing;
    private final UnbilledUses kept;
    private final AccountingMeters meters;
    private final AtomicLong dropped = new AtomicLong();
    private Map<Key, UnbilledLine> lines = new HashMap<>();

    private record Key(long startsAt, String channelId, UnbilledUse.Kind purpose) {}

    HouseCosts(Pricing pricing, UnbilledUses kept, AccountingMeters meters) {
        this.pricing = pricing;
        this.kept = kept;
        this.meters = meters;
    }

    /** Takes it into account; usage that no call can have is not believed. */
    UnbilledCost add(UnbilledUse told) {
        UnbilledUse use = Tally.isPlausible(told.usage(), Tally.ABSURD) ? told : told.withUsage(Usage.NONE);
        Optional<NanoDollars> purchase = pricing.purchase(use);
        NanoDollars cost = purchase.orElse(NanoDollars.ZERO);
        meters.unbilled(use, cost);
        add(new UnbilledLine(
                Instant.ofEpochMilli(use.arrivedAtMillis() - Math.floorMod(use.arrivedAtMillis(), HOUR)),
                use.candidate().channelId(),
                use.kind(),
                1,
                use.usage().prompt(),
                use.usage().completion(),
                cost));
        return new UnbilledCost(purchase.orElse(null));
    }

    private synchronized void add(UnbilledLine line) {
        Key key = new Key(line.startsAt().toEpochMilli(), line.channelId(), line.purpose());
        if (lines.size() < MOST_LINES || lines.containsKey(key)) {
            lines.merge(key, line, UnbilledLine::plus);
        } else {
            dropped.incrementAndGet();
        }
    }

    /** Writes down what has come together; what cannot be written is kept for the next time. On a virtual thread only. */
    void write() {
        Collection<UnbilledLine> taken = take();
        boolean done = false;
        try {
            kept.add(taken);
            done = true;
        } finally {
            if (!done) {
                taken.forEach(this::add);
            }
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.warn("event=unbilled_use_dropped count={}", lost);
        }
    }

    /** Writes down the last of it, if the database is there. */
    void close() {
        try {
            write();
        } catch (StoreUnavailable away) {
            LOG.warn("event=unbilled_use_lost reason={}", away.getMessage());
        }
    }

    private synchronized Collection<UnbilledLine> take() {
        Collection<UnbilledLine> taken = lines.values();
        lines = new HashMap<>();
        return taken;
    }
}
