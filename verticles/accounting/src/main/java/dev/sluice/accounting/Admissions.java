package dev.sluice.accounting;

import dev.sluice.accounting.AccountingSettings.Unpriced;
import dev.sluice.accounting.Purse.Taking;
import dev.sluice.accounting.limits.Limiter.Grant;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.price.Terms;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May this call be made? Key, room, price, limits, money, in this order; whatever refuses, nothing taken before is kept.
 *
 * <p>Everything is decided in memory and at once, unless an account's purse has to be filled first.
 */
final class Admissions {
    /** Whoever asks is told that it took too long after ten; money that nobody would spend is not held from anybody. */
    private static final long LATE = Duration.ofSeconds(8).toNanos();

    private final Books books;
    private final AccountingSettings settings;
    private final KeyRules rules;
    private final Refusals refusals;

    Admissions(Books books, AccountingSettings settings) {
        this.books = books;
        this.settings = settings;
        this.rules = new KeyRules(books.clocks().wall());
        this.refusals = new Refusals(settings.insufficientQuotaStatus());
    }

    KeyRules rules() {
        return rules;
    }

    /**
     * Decides.
     *
     * @param began when the question came, in nanoseconds of the monotonic clock
     */
    Future<Admission> decide(AdmissionRequest request, KeyHolder holder, long began) {
        GatewayError objection = rules.objection(holder, request.remoteAddress(), request.model());
        if (objection == null) {
            objection = lackOfRoom();
        }
        return objection != null
                ? Future.succeededFuture(refuse(request, holder, objection, List.of()))
                : price(new Candidate(request, holder, books.pricing().quote(request, holder), began));
    }

    /** A request in the middle of its admission. */
    private record Candidate(AdmissionRequest request, KeyHolder holder, Quote quote, long began) {
        long worstCase() {
            return !mustPay() || Hold.isFree(request) ? 0 : quote.worst().value();
        }

        boolean mustPay() {
            return holder.mustPay(request.model());
        }

        List<Claim> claims(Clocks clocks) {
            long tokens = Hold.isFree(request) ? 0 : Hold.promptTokens(request) + Hold.outputTokens(request);
            return holder.claims(new Spent(1, tokens, new NanoDollars(worstCase())), request.model(), clocks);
        }
    }

    private @Nullable GatewayError lackOfRoom() {
        if (!books.recorder().hasRoom(books.open().count())) {
            return Refusals.BOOKS_BEHIND;
        }
        return books.open().enter() ? null : Refusals.FULL;
    }

    private Future<Admission> price(Candidate candidate) {
        Quote quote = candidate.quote();
        boolean unpriced = !quote.isPriced() && (candidate.mustPay() || settings.unpriced() == Unpriced.REFUSE);
        if (unpriced) {
            return leave(candidate, Refusals.notPriced(quote.model()), List.of());
        }
        return quote.worst().compareTo(Terms.MOST) >= 0
                ? leave(candidate, Refusals.tooDear(quote.model()), List.of())
                : limit(candidate);
    }

    private Future<Admission> limit(Candidate candidate) {
        AdmissionRequest request = candidate.request();
        return books.limiter()
                .take(
                        candidate.holder().limits(request.model()),
                        Hold.promptTokens(request),
                        Hold.outputTokens(request))
                .compose(grant -> switch (grant) {
                    case Grant.Granted granted -> pay(candidate, granted);
                    case Grant.Denied denied -> {
                        books.meters().limited(denied.scope(), denied.dimension());
                        yield leave(candidate, denied.error(), denied.states());
                    }
                });
    }

    private Future<Admission> pay(Candidate candidate, Grant.Granted granted) {
        return books.purses().take(candidate.claims(books.clocks())).compose(money -> {
            boolean late = books.clocks().now() - candidate.began() > LATE;
            if (money.taking() == Taking.TAKEN && !late) {
                return keep(candidate, granted, money);
            }
            money.cancel();
            granted.ticket().cancel();
            GatewayError why = late ? refusals.of(Taking.UNKNOWN) : refusal(candidate.holder(), money);
            return leave(candidate, why, granted.states());
        });
    }

    private GatewayError refusal(KeyHolder holder, Reservation money) {
        Claim claim = money.refused();
        if (claim == null || money.taking() != Taking.SHORT) {
            return refusals.of(money.taking());
        }
        return holder.budgetOf(claim.account())
                .map(budget -> {
                    books.meters().overBudget(budget.unit());
                    return refusals.ofBudget(
                            budget, claim.amount(), books.clocks().instant());
                })
                .orElseGet(() -> refusals.of(money.taking()));
    }

    private Future<Admission> keep(Candidate candidate, Grant.Granted granted, Reservation money) {
        Hold hold = new Hold(
                candidate.request(),
                candidate.holder(),
                candidate.quote(),
                money,
                granted.ticket(),
                books.recorder().trail(candidate.request().stream()),
                books.clocks().now());
        if (!books.open().keep(hold)) {
            books.open().leave();
            return drop(hold, granted, Refusals.TWICE);
        }
        if (!books.recorder().hold(hold)) {
            books.open().forget(hold);
            return drop(hold, granted, Refusals.BOOKS_BEHIND);
        }
        return Future.succeededFuture(new Admission.Admitted(candidate.holder().caller(), granted.states()));
    }

    private static Future<Admission> drop(Hold hold, Grant.Granted granted, GatewayError why) {
        hold.money().cancel();
        granted.ticket().cancel();
        return Future.succeededFuture(new Admission.Refused(why, granted.states()));
    }

    private Future<Admission> leave(Candidate candidate, GatewayError error, List<LimitState> states) {
        books.open().leave();
        return Future.succeededFuture(refuse(candidate.request(), candidate.holder(), error, states));
    }

    private Admission refuse(AdmissionRequest request, KeyHolder holder, GatewayError error, List<LimitState> states) {
        RequestRow row =
                Rows.refused(request, holder, error, books.clocks().wall().millis());
        if (!books.recorder().offer(row)) {
            books.meters().refusalDropped();
        }
        return new Admission.Refused(error, states);
    }
}
