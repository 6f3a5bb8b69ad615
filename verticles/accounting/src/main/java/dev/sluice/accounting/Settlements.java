package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends admitted calls: what they cost, what goes back, and the bill for the books. Everything is done in memory. */
final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
    private static final int CLIENT_CLOSED = 499;
    private static final Duration SLACK = Duration.ofMinutes(3);

    private final Books books;

    Settlements(Books books) {
        this.books = books;
    }

    /**
     * Ends a call.
     *
     * @return what it came to, when that can no longer be lost; fails for a call that is not open: it was settled before,
     *     was ended by {@link #sweep}, or is open on another node
     */
    Future<Settled> settle(Settlement end) {
        Hold hold = books.open().find(end.call());
        return hold == null ? unknown(end) : settle(hold, end);
    }

    /** Success would say that it is booked, which nobody here knows. */
    private Future<Settled> unknown(Settlement end) {
        LOG.error("event=settlement_of_unknown_call call={} end={}", end.call(), end.end());
        books.meters().settledUnknown();
        return Future.failedFuture(new GatewayException(Refusals.NOT_OPEN));
    }

    /** Computes first and claims the call then: one that could not be reckoned would be open for ever. */
    private Future<Settled> settle(Hold hold, Settlement end) {
        Tally tally = tally(hold, end);
        Reckoning reckoning = reckon(hold, tally, end);
        NanoDollars cost = reckoning.cost();
        RequestRow row = Rows.settled(hold, end, tally, reckoning);
        Spent spent = spent(end, tally, cost);
        if (!hold.trail().end()) {
            return unknown(end);
        }
        hold.ticket().settle(tally.usage().total());
        Future<Void> safe = books.recorder().end(row, hold.money().settle(spent));
        books.open().forget(hold);
        books.meters().settled(tally, cost);
        checkSecured(hold, end);
        if (safe.failed()) {
            lose(hold, cost);
        }
        return safe.map(new Settled(tally.usage(), tally.source(), cost, reckoning.version() != 0));
    }

    private Tally tally(Hold hold, Settlement end) {
        return hold.isFree()
                ? Tally.NOTHING
                : Tally.of(end, hold.promptTokens(), hold.outputTokens(), books.rules())
                        .searching(hold.request().documents());
    }

    private Reckoning reckon(Hold hold, Tally tally, Settlement end) {
        NanoDollars held = new NanoDollars(hold.money().heldCost());
        try {
            return books.pricing().reckon(hold.quote(), held, tally, end);
        } catch (ArithmeticException | NoSuchElementException | IllegalStateException | IllegalArgumentException e) {
            return books.pricing().billHeld(hold.quote().version(), held, end, e);
        }
    }

    /** Something of a stream was said though nobody knew whether its hold was durable. */
    private void checkSecured(Hold hold, Settlement end) {
        if (end.produced() > 0 && hold.trail().isUnsecured()) {
            LOG.error("event=said_before_hold_was_durable call={}", end.call());
            books.meters().violated("I8");
        }
    }

    /** More waits for a disk that refuses than may; admissions had stopped long before. */
    private void lose(Hold hold, NanoDollars cost) {
        LOG.error(
                "event=bill_lost call={} key={} nanodollars={}",
                hold.request().call(),
                hold.holder().key().id(),
                cost.value());
        books.meters().violated("I4");
    }

    /** Ends calls that were admitted so long ago that their end must have been lost, as if their callers had left. */
    void sweep(Duration longest) {
        endBefore(books.clocks().now() - longest.toNanos());
    }

    /** Calls that are open longer than the sweep lets any be: an alarm. */
    int overdue(Duration longest) {
        return books.open()
                .before(books.clocks().now() - longest.plus(SLACK).toNanos())
                .size();
    }

    /** Ends all calls, since this node stops. */
    void endAll() {
        endBefore(books.clocks().now() + 1);
    }

    private void endBefore(long nanos) {
        for (Hold hold : books.open().before(nanos)) {
            LOG.warn("event=call_never_settled call={}", hold.request().call());
            Future<Settled> ignored =
                    settle(hold, lost(hold, Duration.ofNanos(books.clocks().now() - hold.since())));
        }
    }

    /** A call that no channel answered does not count as a request, and what is waived not as tokens. */
    static Spent spent(Settlement end, Tally tally, NanoDollars cost) {
        boolean answered = end.end() != CallEnd.UPSTREAM_REFUSED && end.end() != CallEnd.REFUSED;
        return new Spent(answered ? 1 : 0, tally.isBilled() ? tally.usage().total() : 0, cost);
    }

    /** Billed is what is known to have been passed on. */
    private static Settlement lost(Hold hold, Duration age) {
        CallProgress progress = hold.trail().progress();
        return new Settlement(
                hold.request().call(),
                CallEnd.CALLER_LEFT,
                null,
                null,
                null,
                CLIENT_CLOSED,
                "never_settled",
                progress == null ? null : progress.reported(),
                false,
                progress == null ? 0 : progress.produced(),
                0,
                -1,
                age.toMillis());
    }
}
