package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limiter.Ticket;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.chat.Operation;

/**
 * An admitted call that has not been settled: what is set aside for it, and the prices that it will be billed by.
 *
 * @param quote frozen at admission
 * @param since nanoseconds of the monotonic clock
 */
record Hold(
        AdmissionRequest request,
        KeyHolder holder,
        Quote quote,
        Reservation money,
        Ticket ticket,
        Trail trail,
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
