package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Bill;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends admitted calls: what they cost, what goes back, and the bill for the books. Everything is done in memory. */
final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
    private static final Settled UNKNOWN = new Settled(Usage.NONE, UsageSource.NONE, NanoDollars.ZERO, false);
    private static final int CLIENT_CLOSED = 499;

    private final Books books;

    Settlements(Books books) {
        this.books = books;
    }

    /** Ends a call. A call that is not open comes to nothing: it has been settled before, or was ended by {@link #sweep}. */
    Settled settle(Settlement end) {
        Hold hold = books.open().end(end.call());
        if (hold == null) {
            LOG.warn("event=settlement_of_unknown_call call={} end={}", end.call(), end.end());
            return UNKNOWN;
        }
        Tally tally = hold.isFree() ? Tally.NOTHING : Tally.of(end, hold.promptTokens(), hold.outputTokens());
        NanoDollars cost = cost(hold.price(), tally);
        hold.ticket().settle(tally.usage().total());
        books.journal()
                .append(new Bill(
                        Rows.settled(hold, end, tally, cost), hold.money().settle(cost)));
        books.meters().settled(tally.usage(), cost);
        return new Settled(tally.usage(), tally.source(), cost, hold.price() != null);
    }

    /** Ends calls that were admitted so long ago that their end must have been lost, as if their callers had left. */
    void sweep(Duration longest) {
        endBefore(books.clocks().now() - longest.toNanos());
    }

    /** Ends all calls, since this node stops. */
    void endAll() {
        endBefore(books.clocks().now() + 1);
    }

    private void endBefore(long nanos) {
        for (Hold hold : books.open().before(nanos)) {
            CallId call = hold.request().call();
            LOG.warn("event=call_never_settled call={}", call);
            settle(lost(call, Duration.ofNanos(books.clocks().now() - hold.since())));
        }
    }

    private static NanoDollars cost(@Nullable Price price, Tally tally) {
        return price == null || tally.source() == UsageSource.NONE ? NanoDollars.ZERO : price.of(tally.usage());
    }

    private static Settlement lost(CallId call, Duration age) {
        return new Settlement(
                call,
                CallEnd.CALLER_LEFT,
                null,
                null,
                null,
                CLIENT_CLOSED,
                "never_settled",
                null,
                false,
                0,
                0,
                -1,
                age.toMillis());
    }
}
