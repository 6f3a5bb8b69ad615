package dev.sluice.provider.upstream;

import dev.sluice.model.Bytes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/**
 * What is to be sent to an upstream. A description; whoever has one has called nobody yet.
 *
 * @param way how its upstream is reached
 * @param uri path and query
 * @param headers shared by all calls of a channel: read, never changed; holds the channel's secret
 */
public record HttpCall(HttpMethod method, Way way, String uri, MultiMap headers, Bytes body) {

    /** Where the upstream is. */
    public Origin origin() {
        return way.origin();
    }

    /**
     * The same with these headers too.
     *
     * @param more names in lower case
     */
    public HttpCall with(Map<String, String> more) {
        MultiMap all = HttpHeaders.headers().addAll(headers);
        more.forEach(all::set);
        return new HttpCall(method, way, uri, all, body);
    }

    /** The same to another path and query, with another body. */
    public HttpCall with(String otherUri, Bytes otherBody) {
        return new HttpCall(method, way, otherUri, headers, otherBody);
    }

    /** Without headers and query, which may hold the secret. */
    @Override
    public String toString() {
        int query = uri.indexOf('?');
        return method + " " + (query < 0 ? uri : uri.substring(0, query)) + " " + body;
    }
}
