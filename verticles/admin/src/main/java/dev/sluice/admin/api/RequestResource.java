package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Prices;
import dev.sluice.store.RequestFilter;
import dev.sluice.store.Requests;
import java.time.Instant;
import java.util.Set;

/** {@code /api/requests}: what has been asked, how it ended, what it cost. Newest first; exports oldest first. */
final class RequestResource {
    private final Requests requests;
    private final Prices prices;

    RequestResource(Requests requests, Prices prices) {
        this.requests = requests;
        this.prices = prices;
    }

    private RequestJson json(Ask ask) {
        return new RequestJson(ask.seesPlatform(), new UnpricedUnits(prices));
    }

    Answer list(ApiRequest request) {
        Ask ask = new Ask(request).allow("from", "to", "status_class", "end", "limit", "after");
        RequestFilter filter = filter(ask, request);
        return Paging.of(request)
                .answer((after, limit) -> requests.list(ask.sight(), filter, after, limit), json(ask)::write);
    }

    Answer get(ApiRequest request) {
        request.allowQuery(Set.of());
        Ask ask = new Ask(request);
        RequestRow row = requests.get(ask.sight(), request.id())
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such request"));
        return Answer.json(200, json(ask).write(row));
    }

    Answer export(ApiRequest request) {
        Ask ask = new Ask(request).allow("from", "to", "status_class", "end", "format");
        RequestFilter filter = filter(ask, request);
        RequestJson json = json(ask);
        return new Export<>(json.columns(), json::write)
                .answer(Export.Format.of(request), "requests", requests.extract(ask.sight(), filter));
    }

    private static RequestFilter filter(Ask ask, ApiRequest request) {
        Instant from = ask.moment("from").orElse(null);
        Instant to = ask.moment("to").orElse(null);
        if (from != null && to != null && !from.isBefore(to)) {
            throw Value.wrong("to", "must be later than from");
        }
        Integer status = request.query().containsKey("status_class") ? (Integer) ask.whole("status_class", 2, 5) : null;
        return new RequestFilter(
                from, to, ask.only(), status, ask.word("end", CallEnd.class).orElse(null));
    }
}
