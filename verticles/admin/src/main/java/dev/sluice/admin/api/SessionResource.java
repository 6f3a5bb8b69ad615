package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Sessions;
import dev.sluice.store.Sessions.Session;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;

/** {@code /api/sessions}: where the caller is signed in. */
final class SessionResource {
    private final Sessions sessions;
    private final Clock clock;

    SessionResource(Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        String own = request.caller().sessionId();
        return Answer.json(
                200, Paging.list(sessions.list(user(request), clock.instant()), session -> write(session, own)));
    }

    Answer end(ApiRequest request) {
        if (!sessions.end(user(request), request.id())) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such session");
        }
        return Answer.nothing();
    }

    /** All but the one that asks. */
    Answer endOthers(ApiRequest request) {
        int ended = sessions.endOthers(user(request), request.caller().sessionId());
        return Answer.json(200, Json.object().put("ended", ended));
    }

    static String user(ApiRequest request) {
        return Objects.requireNonNull(request.caller().userId(), "a route for who is signed in has one");
    }

    static ObjectNode write(Session session, String own) {
        return Json.object()
                .put("id", session.id())
                .put("begun_at", session.begunAt().toString())
                .put("used_at", session.usedAt().toString())
                .put("expires_at", session.expiresAt().toString())
                .put("address", session.address())
                .put("agent", session.agent())
                .put("current", session.id().equals(own));
    }
}
