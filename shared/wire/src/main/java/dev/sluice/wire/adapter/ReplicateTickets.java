package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Ticket;
import dev.sluice.wire.Tickets;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of Replicate that are not finished: each names in {@code urls} where it is looked at, streamed and cancelled.
 *
 * @see <a href="https://replicate.com/docs/topics/predictions/lifecycle">the life of a prediction</a>
 */
final class ReplicateTickets implements Tickets {
    /** The event that {@link #closing} adds; Replicate has none of this name. */
    static final String CLOSING = "metrics";

    private static final String DOMAIN = ".replicate.com";
    private static final Set<String> PENDING = Set.of("starting", "processing");
    private static final Set<String> LAST = Set.of("done", "error");

    @Override
    public Ticket read(Bytes body) {
        JsonNode said = JsonTree.parse(body).orElseGet(JsonTree::object);
        JsonNode urls = said.path("urls");
        boolean isPending = PENDING.contains(said.path("status").asText(""));
        return new Ticket(isPending, url(urls, "get"), url(urls, "stream"), url(urls, "cancel"));
    }

    private static @Nullable String url(JsonNode urls, String name) {
        return urls.path(name).textValue();
    }

    /** Streams come from {@code stream.replicate.com}, all else from {@code api.replicate.com}. */
    @Override
    public boolean isVendors(String host) {
        return host.endsWith(DOMAIN);
    }

    @Override
    public boolean isLast(Frame event) {
        return LAST.contains(event.name());
    }

    @Override
    public Bytes closing(Bytes body) {
        JsonNode metrics = JsonTree.parse(body).orElseGet(JsonTree::object).path("metrics");
        ObjectNode data = JsonTree.object();
        data.set("metrics", metrics.isObject() ? metrics : JsonTree.object());
        return Bytes.utf8("event: " + CLOSING + "\ndata: " + data + "\n\n");
    }
}
