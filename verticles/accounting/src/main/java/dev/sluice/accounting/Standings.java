package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limiter;
import dev.sluice.accounting.limits.TokenBucket;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.Standing.Allowance;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Budget;
import dev.sluice.store.BudgetPeriod;
import dev.sluice.store.Budgets;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a key stands, out of the books: balances as they are, spending as the roll-ups have it, some seconds late. Never
 * blocks; each key may ask some times a minute, and few may ask at once. Thread safe.
 */
final class Standings {
    private static final int MOST_AT_ONCE = 16;
    private static final int PER_MINUTE = 60;
    private static final int MOST_KEYS = 10_000;
    private static final Duration OLDEST = Duration.ofDays(5 * 366);
    private static final Duration LONGEST = Duration.ofDays(366);

    private static final GatewayError BUSY = GatewayError.of(
                    Kind.OVERLOADED, "Too many usages are being looked up at the moment.")
            .retryAfter(Duration.ofSeconds(1));
    private static final GatewayError AWAY = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "Usage cannot be looked up at the moment.")
            .retryAfter(Duration.ofSeconds(5));
    private static final GatewayError TOO_LONG = GatewayError.of(
                    Kind.MALFORMED, "A range may have up to " + LONGEST.toDays() + " days.")
            .at("start_date");

    private final Store store;
    private final Desk desk;
    private final Clocks clocks;
    private final Limiter limiter;
    private final AtomicInteger underWay = new AtomicInteger();
    private final RecentMap<String, TokenBucket> asked = new RecentMap<>(MOST_KEYS);

    Standings(Store store, Desk desk, Clocks clocks, Limiter limiter) {
        this.store = store;
        this.desk = desk;
        this.clocks = clocks;
        this.limiter = limiter;
    }

    /** Fails with a {@code GatewayException} if it is asked too often, or of too many days. */
    Future<Standing> of(KeyHolder holder, StandingRequest question) {
        boolean isLong = question.fromMillis() > 0
                && Math.subtractExact(question.toMillis(), question.fromMillis()) > LONGEST.toMillis();
        GatewayError refusal = isLong ? TOO_LONG : tooMany(holder.key().id());
        if (refusal != null) {
            return Future.failedFuture(new GatewayException(refusal));
        }
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            return Future.failedFuture(new GatewayException(BUSY));
        }
        return desk.ask(() -> read(holder, question))
                .onComplete(done -> underWay.decrementAndGet())
                .recover(failure -> Future.failedFuture(
                        failure instanceof StoreUnavailable ? new GatewayException(AWAY) : failure));
    }

    private @Nullable GatewayError tooMany(String keyId) {
        TokenBucket bucket = asked.get(keyId);
        if (bucket == null) {
            bucket = new TokenBucket(PER_MINUTE, clocks.now());
            asked.put(keyId, bucket);
        }
        synchronized (bucket) {
            bucket.refill(PER_MINUTE, clocks.now());
            long wait = bucket.waitFor(1);
            if (wait > 0) {
                return GatewayError.of(Kind.RATE_LIMITED, "Usage may be asked for " + PER_MINUTE + " times a minute.")
                        .retryAfter(Duration.ofNanos(wait));
            }
            bucket.take(1);
            return null;
        }
    }

    private Standing read(KeyHolder holder, StandingRequest question) {
        ApiKey key = holder.key();
        Instant now = clocks.instant();
        Instant today = BudgetPeriod.DAY.start(now);
        Instant tomorrow = today.plus(Duration.ofDays(1));
        Instant made = later(key.createdAt(), today.minus(OLDEST));
        SpendingBook book = SpendingBook.read(store.usage(), holder, made, tomorrow);
        Instant from = BudgetPeriod.DAY.start(Instant.ofEpochMilli(question.fromMillis()));
        Instant to = endOf(Instant.ofEpochMilli(question.toMillis()));
        return new Standing(
                key.name(),
                key.hint(),
                key.expiresAt() == null ? null : key.expiresAt().toEpochMilli(),
                key.models(),
                key.limits(),
                limiter.look(holder.limits()),
                key.budget(),
                holder.hasBudget() ? posted(holder.keyAccount()) : null,
                holder.hasBalance() ? posted(holder.userAccount()) : null,
                allowances(holder, now),
                book.sum(today, tomorrow),
                book.sum(BudgetPeriod.MONTH.start(now), tomorrow),
                book.sum(Instant.EPOCH, tomorrow),
                book.sum(from, to),
                book.dearest(from, to));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /** The end of the day that this moment is in; a day's beginning is the end of the day before. */
    private static Instant endOf(Instant moment) {
        Instant start = BudgetPeriod.DAY.start(moment);
        return start.equals(moment) ? start : start.plus(Duration.ofDays(1));
    }

    /** What nodes hold for calls that may come is not spent. */
    private NanoDollars posted(Account account) {
        return store.ledger().balance(account).map(Balance::posted).orElse(NanoDollars.ZERO);
    }

    /** Of budgets that others share, only whoever manages them is told. */
    private List<Allowance> allowances(KeyHolder holder, Instant now) {
        List<Allowance> allowances = new ArrayList<>();
        for (Budget budget : holder.budgets()) {
            Budget.Kind kind = budget.scope().kind();
            if (kind == Budget.Kind.KEY || kind == Budget.Kind.USER) {
                long spent = store.accounts()
                        .budgets()
                        .standing(budget, now)
                        .map(Budgets.Standing::spent)
                        .orElse(0L);
                allowances.add(new Allowance(
                        budget.name(),
                        word(budget.unit()),
                        word(budget.period()),
                        budget.scope().model(),
                        budget.limit(),
                        spent));
            }
        }
        return allowances;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
