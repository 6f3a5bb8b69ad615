package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.Extent;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.store.Prices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What calls cost, by the book that is in force when they arrive. Quoting and reckoning never block. Thread safe. */
final class Pricing {
    private static final Logger LOG = LoggerFactory.getLogger(Pricing.class);

    private final Prices prices;
    private final AccountingMeters meters;
    private volatile PriceBook current = PriceBook.EMPTY;
    private volatile Map<String, List<String>> standIns = Map.of();

    Pricing(Prices prices, AccountingMeters meters) {
        this.prices = prices;
        this.meters = meters;
    }

    /** Quotes from the book that is in force at this moment from now on; open calls keep theirs. On a virtual thread only. */
    synchronized void reload(Instant now) {
        int version = prices.versionAt(now);
        if (version != current.version()) {
            PriceBook book = prices.book(version).orElse(PriceBook.EMPTY);
            LOG.info(
                    "event=price_book version={} rules={}",
                    book.version(),
                    book.rules().size());
            current = book;
        }
    }

    /** Which models may answer in the place of others from now on: what is set aside is enough for the dearest of them. */
    void substitute(List<RoutingRule> rules) {
        standIns = rules.stream()
                .filter(rule -> !rule.fallbacks().isEmpty())
                .collect(Collectors.toUnmodifiableMap(RoutingRule::subject, RoutingRule::fallbacks));
    }

    /**
     * Freezes the prices of a call, and says how much to set aside: the dearest of the rules that may come to apply, in the
     * service that the caller asks for.
     */
    Quote quote(AdmissionRequest request, KeyHolder holder) {
        Occasion call = new Occasion(request.model(), null, null, holder.key().group(), request.arrivedAtMillis());
        PriceBook book = current;
        List<PriceRule> rules = book.sales(call);
        Circumstances at = book.circumstances(call);
        NanoDollars worst = worst(rules, request, at);
        for (String model : standIns.getOrDefault(request.model(), List.of())) {
            Occasion other = new Occasion(model, null, null, call.group(), call.arrivedAtMillis());
            NanoDollars most = worst(book.sales(other), request, at);
            worst = most.compareTo(worst) > 0 ? most : worst;
        }
        return quote(book, call, rules, worst);
    }

    private static NanoDollars worst(List<PriceRule> rules, AdmissionRequest request, Circumstances at) {
        Extent extent = new Extent(
                Hold.promptTokens(request), Hold.outputTokens(request), RerankResponse.searches(request.documents()));
        NanoDollars worst = NanoDollars.ZERO;
        for (PriceRule rule : rules) {
            NanoDollars most = rule.terms().worst(extent, request.tier(), at);
            worst = most.compareTo(worst) > 0 ? most : worst;
        }
        return worst;
    }

    private static Quote quote(PriceBook book, Occasion call, List<PriceRule> rules, NanoDollars worst) {
        return new Quote(book, call.model(), call.group(), call.arrivedAtMillis(), !rules.isEmpty(), worst);
    }

    /**
     * The quote of a call that was admitted in an earlier life of this node. On a virtual thread only.
     *
     * @param version as it was written down, 0 for a call without a price
     * @throws IllegalStateException if there is no such version, which can not be: versions are never deleted
     */
    Quote recall(int version, String model, String group, long arrivedAtMillis) {
        Occasion call = new Occasion(model, null, null, group, arrivedAtMillis);
        PriceBook book = version == 0 ? PriceBook.EMPTY : recalled(version);
        return quote(book, call, book.sales(call), NanoDollars.ZERO);
    }

    private PriceBook recalled(int version) {
        PriceBook book = current;
        return book.version() == version
                ? book
                : prices.book(version)
                        .orElseThrow(() -> new IllegalStateException("price version " + version + " is gone"));
    }

    /** What a call costs its user and, as far as is known, its provider's customer. */
    Reckoning reckon(Quote quote, NanoDollars held, Tally tally, Settlement end) {
        Occasion call = quote.billed(end);
        boolean isPriced = quote.isPriced() || !call.model().equals(quote.model());
        if (!isPriced || tally.source() == UsageSource.NONE) {
            return new Reckoning(held, quote.version(), 0, NanoDollars.ZERO, 0, NanoDollars.ZERO);
        }
        PriceBook book = quote.book();
        Circumstances at = book.circumstances(call);
        PriceRule sale = tally.isBilled() ? book.bill(call, tally.usage()).orElseThrow() : null;
        PriceRule purchase = purchase(book, call, end.upstreamModel()).orElse(null);
        if (sale != null) {
            reportUnpricedUnits(sale, tally.usage(), end);
        }
        return new Reckoning(
                held,
                book.version(),
                sale == null ? 0 : sale.id(),
                sale == null ? NanoDollars.ZERO : sale.terms().of(tally.usage(), at),
                purchase == null ? 0 : purchase.id(),
                purchase == null
                        ? NanoDollars.ZERO
                        : purchase.terms().of(tally.usage(), Circumstances.at(call.arrivedAtMillis())));
    }

    /** What is billed where reckoning failed, which is a bug and an alarm: what the caller had been asked to have. */
    Reckoning billHeld(int version, NanoDollars held, Settlement end, RuntimeException cause) {
        LOG.error("event=not_priced call={} version={}", end.call(), version, cause);
        meters.violated("I6");
        return new Reckoning(held, version, 0, held, 0, NanoDollars.ZERO);
    }

    /** The provider charges for the model that it knows, under whatever name callers ask for it. */
    private static Optional<PriceRule> purchase(PriceBook book, Occasion call, @Nullable String theirs) {
        if (theirs == null || theirs.equals(call.model())) {
            return book.purchase(call);
        }
        Occasion asked = new Occasion(theirs, call.provider(), call.channelId(), call.group(), call.arrivedAtMillis());
        return book.purchase(asked).or(() -> book.purchase(call));
    }

    /** What the house is thought to pay for something that it bills to nobody, by the prices in force now; empty without one. */
    Optional<NanoDollars> purchase(UnbilledUse use) {
        PriceBook book = current;
        Candidate to = use.candidate();
        Occasion asked = new Occasion(use.model(), to.provider(), to.channelId(), use.group(), use.arrivedAtMillis());
        return purchase(book, asked, to.upstreamModel())
                .map(rule -> rule.terms().of(use.usage(), Circumstances.at(use.arrivedAtMillis())));
    }

    private void reportUnpricedUnits(PriceRule rule, Usage usage, Settlement end) {
        if (usage.rare().units().isEmpty()) {
            return;
        }
        List<String> units = rule.terms().unpriced(usage);
        if (!units.isEmpty()) {
            meters.unpriced();
            LOG.warn("event=unpriced_units call={} rule={} units={}", end.call(), rule.id(), units);
        }
    }
}
