package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Channels;
import dev.sluice.store.Sight;
import dev.sluice.store.Store;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/requests/{id}/explain}: how a request went, from whoever remembers: the database, else the node that took it,
 * else nobody but the books.
 */
final class ExplainResource {
    /** As the nodes make them; about anything else nobody needs to be asked. */
    private static final Pattern CALL_ID = Pattern.compile("[0-9a-f]{32}");

    private final Store store;
    private final Witnesses witnesses;

    ExplainResource(Store store, Witnesses witnesses) {
        this.store = store;
        this.witnesses = witnesses;
    }

    /** Who remembers a call. */
    enum Source {
        NODE,
        STORE,
        ROW
    }

    /**
     * What is known of a call.
     *
     * @param row absent where its end is on the way to the database, and where it was refused before anybody paid
     * @param explanation absent where nobody remembers
     */
    record Known(@Nullable RequestRow row, @Nullable Explanation explanation, Source source) {}

    Answer get(ApiRequest request) {
        request.allowQuery(Set.of());
        if (!CALL_ID.matcher(request.id()).matches()) {
            throw unknown();
        }
        Ask ask = new Ask(request);
        Sight sight = ask.sight();
        RequestRow row = store.requests().get(sight, request.id()).orElse(null);
        Known known = known(row, request.id());
        Explanation explanation = known.explanation();
        if (row == null && (explanation == null || !isSeen(sight, explanation))) {
            throw unknown();
        }
        return Answer.json(200, new ExplainJson(ask.seesPlatform(), this::channel).write(known));
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such request");
    }

    private Known known(@Nullable RequestRow row, String callId) {
        Optional<Explanation> stored = store.explanations().find(callId);
        if (stored.isPresent()) {
            return new Known(row, stored.get(), Source.STORE);
        }
        return witnesses
                .ask(callId)
                .map(told -> new Known(row, told, Source.NODE))
                .orElseGet(() -> new Known(row, null, Source.ROW));
    }

    private static boolean isSeen(Sight sight, Explanation explanation) {
        return switch (sight) {
            case Sight.Everything ignored -> true;
            case Sight.Own own -> own.userId().equals(explanation.userId());
        };
    }

    /** A channel's name as it is now; null if it is gone. */
    private @Nullable String channel(String id) {
        Channels channels = store.channels();
        return channels.get(id).map(channel -> channel.name()).orElse(null);
    }
}
