package dev.sluice.accounting;

import dev.sluice.accounting.Limiter.Ticket;
import dev.sluice.accounting.Purses.Reservation;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.chat.Operation;
import org.jspecify.annotations.Nullable;

/**
 * An admitted call that has not been settled: what is set aside for it, and the price that it will be billed at.
 *
 * @param price frozen at admission; absent when the model has none
 * @param since nanoseconds of the monotonic clock
 */
record Hold(
        AdmissionRequest request,
        KeyHolder holder,
        @Nullable Price price,
        Reservation money,
        Ticket ticket,
        long since) {

    /** Whether it costs nothing, however it ends. */
    boolean isFree() {
        return isFree(request);
    }

    /** Where tokens are counted nothing is generated, and nothing read but to be counted. */
    static boolean isFree(AdmissionRequest request) {
        return request.operation() == Operation.COUNT_TOKENS;
    }

    long promptTokens() {
        return promptTokens(request);
    }

    long outputTokens() {
        return outputTokens(request);
    }

    /** The estimate of the prompt, within reason whatever was sent. */
    static long promptTokens(AdmissionRequest request) {
        return Math.clamp(request.promptTokens(), 0, Tally.ABSURD);
    }

    /** The cap of the answer, within reason whatever the caller named. */
    static long outputTokens(AdmissionRequest request) {
        return Math.clamp(request.outputTokens(), 0, Tally.ABSURD);
    }
}
