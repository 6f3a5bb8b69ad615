package dev.sluice.accounting;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Forgotten;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.Recalled;
import dev.sluice.store.KeptAnswers;
import dev.sluice.store.KeptAnswers.Kept;
import dev.sluice.store.KeptAnswers.Limits;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Keeps answers that callers want to go on from, and finds them again: each user's for that user alone. Never blocks; what
 * is under way at once is bounded, since each holds a whole conversation. Thread safe.
 */
final class AnswerKeeper {
    private static final int MOST_AT_ONCE = 128;
    private static final int SWEPT_AT_ONCE = 200;

    private static final GatewayError BUSY = GatewayError.of(
                    Kind.OVERLOADED, "Too many kept answers are being looked up at the moment.")
            .retryAfter(Duration.ofSeconds(1));
    private static final GatewayError AWAY = GatewayError.of(
                    Kind.OVERLOADED, "Kept answers cannot be looked up at the moment.")
            .retryAfter(Duration.ofSeconds(5));

    private final KeptAnswers answers;
    private final Desk desk;
    private final Clocks clocks;
    private final KeepSettings settings;
    private final AtomicInteger underWay = new AtomicInteger();

    AnswerKeeper(KeptAnswers answers, Desk desk, Clocks clocks, KeepSettings settings) {
        this.answers = answers;
        this.desk = desk;
        this.clocks = clocks;
        this.settings = settings;
    }

    Future<Recalled> recall(String userId, String response) {
        return atDesk(() -> new Recalled(answers.find(response, userId, clocks.instant())
                .map(Bytes::utf8)
                .orElse(null)));
    }

    Future<Forgotten> forget(String userId, String response) {
        return atDesk(() -> new Forgotten(answers.forget(response, userId)));
    }

    /** Fails with a {@code GatewayException} of kind {@code TOO_LARGE} for what is longer than may be kept. */
    Future<Void> keep(Keep keep) {
        if (keep.conversation().length() > settings.maxBytes()) {
            return Future.failedFuture(new GatewayException(
                    Kind.TOO_LARGE, "A conversation is kept in up to %d bytes.".formatted(settings.maxBytes())));
        }
        return atDesk(() -> {
                    Instant now = clocks.instant();
                    answers.keep(
                            new Kept(
                                    keep.response(),
                                    keep.userId(),
                                    keep.conversation().utf8()),
                            now,
                            new Limits(now.plus(settings.ttl()), settings.mostPerUser()));
                    return true;
                })
                .mapEmpty();
    }

    /**
     * Deletes what has expired; it is not found any more before that. Several nodes may do it at once, since each deletes
     * only what it has seen expired.
     */
    void sweep() {
        int swept = SWEPT_AT_ONCE;
        while (swept == SWEPT_AT_ONCE) {
            swept = answers.sweep(clocks.instant(), SWEPT_AT_ONCE);
        }
    }

    private <T> Future<T> atDesk(Supplier<T> work) {
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            return Future.failedFuture(new GatewayException(BUSY));
        }
        return desk.ask(work)
                .onComplete(done -> underWay.decrementAndGet())
                .recover(failure -> Future.failedFuture(
                        failure instanceof StoreUnavailable ? new GatewayException(AWAY) : failure));
    }
}
