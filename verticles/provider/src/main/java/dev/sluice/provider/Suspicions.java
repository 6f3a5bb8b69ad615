package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ChannelSuspected;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.provider.passage.Complaint;
import dev.sluice.provider.probing.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells of refusals of callers' requests for which a rule would disable a key. They are no proof, since a refusal may quote
 * what a caller has written; whoever follows the rules tries for itself. Belongs to one event loop.
 */
final class Suspicions implements Hearing {
    private static final int MOST = 1_000;
    private static final long AGAIN = Duration.ofSeconds(5).toNanos();

    private final Bus bus;
    /** By channel; null where no rule is in force. */
    private final Function<String, @Nullable DisableRules> rules;

    private final LongSupplier clock;
    private final Map<ChannelSuspected, Long> told = new HashMap<>();

    Suspicions(Bus bus, Function<String, @Nullable DisableRules> rules, LongSupplier clock) {
        this.bus = bus;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public void refused(Attempt attempt, Verdict verdict, Complaint complaint) {
        Candidate tried = attempt.candidate();
        DisableRules inForce = rules.apply(tried.channelId());
        if (inForce != null
                && new Refusal(verdict, complaint).disablesBy(inForce).isPresent()) {
            tell(new ChannelSuspected(tried.channelId(), tried.keyId()));
        }
    }

    private void tell(ChannelSuspected suspected) {
        long now = clock.getAsLong();
        Long before = told.get(suspected);
        if (before == null || now - before >= AGAIN) {
            if (told.size() >= MOST) {
                told.clear();
            }
            told.put(suspected, now);
            bus.tell(Addresses.CHANNEL_SUSPECTED, suspected);
        }
    }
}
