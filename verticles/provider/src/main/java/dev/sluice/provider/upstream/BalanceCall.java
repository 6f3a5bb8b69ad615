package dev.sluice.provider.upstream;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BalanceQuery;
import dev.sluice.model.catalog.BalanceQuery.Place;
import dev.sluice.model.chat.Framing;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to learn what is left of a channel's account, and how the answer is read.
 *
 * @param call without a signature; holds the channel's secret
 */
record BalanceCall(BalanceQuery query, HttpCall call) {

    /**
     * What is known of a channel.
     *
     * @param own whether the base URL is the channel's own, so that its host need not be the vendor's
     */
    record Asked(
            Way way,
            BaseUrl base,
            boolean own,
            Map<String, String> parameters,
            Envelope envelope,
            @Nullable String key) {}

    /** Null if the vendor does not say, or not to such a channel: a key goes to no host that its channel does not name. */
    static @Nullable BalanceCall of(@Nullable BalanceQuery query, Asked asked) {
        if (query == null || (query.place().origin() != null && asked.own())) {
            return null;
        }
        HttpCall call = new HttpCall(
                HttpMethod.GET,
                way(query.place(), asked.way()),
                uri(query, asked),
                headers(query.place(), asked),
                Bytes.EMPTY);
        return new BalanceCall(query, call);
    }

    private static Way way(Place place, Way usual) {
        return place.origin() == null
                ? usual
                : new Way(BaseUrl.parse(place.origin()).origin(), usual.privateAddresses(), usual.via());
    }

    private static String uri(BalanceQuery query, Asked asked) {
        String filled = Template.fill(query.path(), asked.parameters());
        String path = query.fromRoot() ? filled : asked.base().join(filled);
        String parameter = query.place().parameter();
        return parameter == null || asked.key() == null
                ? path
                : path + (path.indexOf('?') < 0 ? '?' : '&') + parameter + '=' + Template.encode(asked.key());
    }

    private static MultiMap headers(Place place, Asked asked) {
        MultiMap usual = asked.envelope().of(Framing.WHOLE);
        String header = place.header();
        return header == null || asked.key() == null
                ? usual
                : HttpHeaders.headers()
                        .addAll(usual)
                        .remove(HttpHeaders.AUTHORIZATION)
                        .set(header, asked.key());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "BalanceCall[" + call + "]";
    }
}
