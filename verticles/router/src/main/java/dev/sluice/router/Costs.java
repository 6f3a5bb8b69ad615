package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;

/**
 * What a call is thought to cost the operator at a channel: by the prices that its provider charges, and as much cached as
 * was cached lately.
 *
 * @param millis wall clock, since prices may depend on the hour
 */
record Costs(PriceBook book, long millis) {
    /** Where nobody asks. */
    static final Costs UNKNOWN = new Costs(PriceBook.EMPTY, 0);

    /** In nano-dollars; negative if there is no price. */
    long of(RouteRequest request, Offer offer) {
        Candidate to = offer.candidate();
        Usage usage = offer.experience().expected(request.needs());
        // The provider charges for the model that it knows, under whatever name callers ask for it.
        return book.purchase(occasion(request, to, to.upstreamModel()))
                .or(() -> book.purchase(occasion(request, to, request.model())))
                .map(rule -> rule.terms().of(usage, Circumstances.at(millis)).value())
                .orElse(-1L);
    }

    private Occasion occasion(RouteRequest request, Candidate to, String model) {
        return new Occasion(model, to.provider(), to.channelId(), request.group(), millis);
    }
}
