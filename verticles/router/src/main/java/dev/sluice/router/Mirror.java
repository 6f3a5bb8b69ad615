package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.chat.Operation;
import dev.sluice.router.traffic.NodeTraffic;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives a channel copies of its share of calls: of a run of a hundred exactly so many, spread evenly. Which these are has
 * nothing to do with what they belong to. Thread safe.
 */
record Mirror(Offer offer, int percent, AtomicLong calls) {
    private static final int HUNDRED = 100;

    Mirror(Offer offer, int percent) {
        this(offer, percent, new AtomicLong());
    }

    /** Where a copy of this call goes, with which key; null if none is sent. */
    @Nullable
    Candidate of(RouteRequest request, NodeTraffic traffic, long now) {
        boolean mayBeCopied = isWorthwhile(request.operation())
                && offer.known().refusal(request.dialect(), request.operation()) == null
                && offer.standing().isWorking()
                && hasRoom(traffic, now)
                && takes();
        return mayBeCopied ? offer.byKey().get(offer.isOfOneKey() ? 0 : offer.keys(0, 1, now)[0]) : null;
    }

    /** A count of tokens is nothing that an upstream could do better or worse. */
    private static boolean isWorthwhile(Operation operation) {
        return switch (operation) {
            case CHAT, COMPLETION, EMBEDDING, RERANK -> true;
            case COUNT_TOKENS -> false;
        };
    }

    /** What a copy would take of the last that is left belongs to callers. */
    private boolean hasRoom(NodeTraffic traffic, long now) {
        return offer.usedUpFor(now) == 0
                && traffic.roomIn(
                                offer.known().health().lane(), offer.candidate().limits())
                        == null;
    }

    private boolean takes() {
        return Long.remainderUnsigned(calls.getAndIncrement() * percent, HUNDRED) < percent;
    }
}
