package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledUse;
import java.time.Instant;

/**
 * What one channel did in an hour, or in several of them, that no caller pays.
 *
 * @param startsAt of the first hour
 * @param cost what its provider is thought to charge for it
 */
public record UnbilledLine(
        Instant startsAt,
        String channelId,
        UnbilledUse.Kind purpose,
        long requests,
        long promptTokens,
        long completionTokens,
        NanoDollars cost) {

    /** Both together, of the same channel and purpose. */
    public UnbilledLine plus(UnbilledLine other) {
        return new UnbilledLine(
                startsAt.isBefore(other.startsAt) ? startsAt : other.startsAt,
                channelId,
                purpose,
                Math.addExact(requests, other.requests),
                Math.addExact(promptTokens, other.promptTokens),
                Math.addExact(completionTokens, other.completionTokens),
                cost.plus(other.cost));
    }
}
