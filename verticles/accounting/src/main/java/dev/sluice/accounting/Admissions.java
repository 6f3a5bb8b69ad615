package dev.sluice.accounting;

import dev.sluice.accounting.AccountingSettings.Unpriced;
import dev.sluice.accounting.Limiter.Grant;
import dev.sluice.accounting.Purse.Taking;
import dev.sluice.accounting.Purses.Reservation;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.store.Bill;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May this call be made? Key, room, price, limits, money, in this order; whatever refuses, nothing taken before is kept.
 *
 * <p>Everything is decided in memory and at once, unless an account's purse has to be filled first.
 */
final class Admissions {
    private final Books books;
    private final AccountingSettings settings;
    private final KeyRules rules;
    private volatile PriceBook prices = PriceBook.EMPTY;
    private final Refusals refusals;

    Admissions(Books books, AccountingSettings settings) {
        this.books = books;
        this.settings = settings;
        this.rules = new KeyRules(books.clocks().wall());
        this.refusals = new Refusals(settings.insufficientQuotaStatus());
    }

    /** Bills by these prices from now on; calls that are open keep theirs. */
    void billBy(PriceBook book) {
        prices = book;
    }

    KeyRules rules() {
        return rules;
    }

    Future<Admission> decide(AdmissionRequest request, KeyHolder holder) {
        GatewayError objection = rules.objection(holder, request.remoteAddress(), request.model());
        if (objection == null) {
            objection = lackOfRoom();
        }
        return objection != null
                ? Future.succeededFuture(refuse(request, holder, objection, List.of()))
                : price(new Candidate(
                        request, holder, prices.find(request.model()).orElse(null)));
    }

    /** A request in the middle of its admission. */
    private record Candidate(
            AdmissionRequest request,
            KeyHolder holder,
            @Nullable Price price) {
        long worstCase() {
            if (price == null || !holder.mustPay() || Hold.isFree(request)) {
                return 0;
            }
            return price.of(WorstCase.of(price, Hold.promptTokens(request), Hold.outputTokens(request)))
                    .value();
        }
    }

    private @Nullable GatewayError lackOfRoom() {
        if (!books.journal().hasRoom(books.open().count())) {
            return Refusals.BOOKS_BEHIND;
        }
        return books.open().enter() ? null : Refusals.FULL;
    }

    private Future<Admission> price(Candidate candidate) {
        boolean refused =
                candidate.price() == null && (candidate.holder().mustPay() || settings.unpriced() == Unpriced.REFUSE);
        return refused
                ? leave(candidate, Refusals.notPriced(candidate.request().model()), List.of())
                : limit(candidate);
    }

    private Future<Admission> limit(Candidate candidate) {
        AdmissionRequest request = candidate.request();
        return books.limiter()
                .take(candidate.holder().key(), Hold.promptTokens(request), Hold.outputTokens(request))
                .compose(grant -> switch (grant) {
                    case Grant.Granted granted -> pay(candidate, granted);
                    case Grant.Denied denied -> {
                        books.meters().limited(denied.dimension());
                        yield leave(candidate, denied.error(), denied.states());
                    }
                });
    }

    private Future<Admission> pay(Candidate candidate, Grant.Granted granted) {
        return books.purses().take(candidate.holder(), candidate.worstCase()).compose(money -> {
            if (money.taking() == Taking.TAKEN) {
                return keep(candidate, granted, money);
            }
            granted.ticket().cancel();
            return leave(candidate, refusals.of(money.taking()), granted.states());
        });
    }

    private Future<Admission> keep(Candidate candidate, Grant.Granted granted, Reservation money) {
        Hold hold = new Hold(
                candidate.request(),
                candidate.holder(),
                candidate.price(),
                money,
                granted.ticket(),
                books.clocks().now());
        if (books.open().keep(hold)) {
            return Future.succeededFuture(
                    new Admission.Admitted(candidate.holder().caller(), granted.states()));
        }
        money.cancel();
        granted.ticket().cancel();
        books.open().leave();
        return Future.succeededFuture(new Admission.Refused(Refusals.TWICE, granted.states()));
    }

    private Future<Admission> leave(Candidate candidate, GatewayError error, List<LimitState> states) {
        books.open().leave();
        return Future.succeededFuture(refuse(candidate.request(), candidate.holder(), error, states));
    }

    private Admission refuse(AdmissionRequest request, KeyHolder holder, GatewayError error, List<LimitState> states) {
        Bill row = new Bill(
                Rows.refused(request, holder, error, books.clocks().wall().millis()), List.of());
        if (!books.journal().offer(row)) {
            books.meters().refusalDropped();
        }
        return new Admission.Refused(error, states);
    }
}
