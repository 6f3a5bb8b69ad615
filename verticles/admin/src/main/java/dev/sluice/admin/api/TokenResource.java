package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Scopes;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Tokens;
import dev.sluice.store.Tokens.Made;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** {@code /api/tokens}: management tokens that the caller makes for programs, each for what it is needed for. */
final class TokenResource {
    static final Set<String> CREATABLE = Set.of("name", "scopes", "expires_at");

    private static final int MOST = 100;
    private static final Reader<List<String>> SCOPES =
            Values.list(32, Values.matching(Scopes.WORD, "must be a part of the API or *, then :read or :write"));

    private final Tokens tokens;
    private final Vault vault;
    private final Clock clock;

    TokenResource(Tokens tokens, Vault vault, Clock clock) {
        this.tokens = tokens;
        this.vault = vault;
        this.clock = clock;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(tokens.madeBy(SessionResource.user(request)), TokenResource::write));
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE);
        Made made = new Made(
                RandomText.id("tok_"),
                fields.required("name", Values.text(100)),
                SessionResource.user(request),
                fields.orNull(null, "scopes", SCOPES),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                fields.orNull(null, "expires_at", Times.after(clock.instant())));
        if (request.caller().means() instanceof Means.Token token) {
            checkReach(token, made);
        }
        String secret = RandomText.secret("mgt-");
        if (!tokens.make(vault.digestToken(secret), made, MOST)) {
            throw new GatewayException(Kind.CONFLICT, "you have " + MOST + " tokens already; revoke one first");
        }
        return Answer.json(201, write(made).put("token", secret));
    }

    Answer revoke(ApiRequest request) {
        if (!tokens.revoke(SessionResource.user(request), request.id())) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such token");
        }
        return Answer.nothing();
    }

    /** A token that is good for some things, or for some time, makes none that is good for more, or for longer. */
    private static void checkReach(Means.Token own, Made wanted) {
        Scopes scopes = own.scopes();
        List<String> words = wanted.scopes();
        if (scopes != null && (words == null || !words.stream().allMatch(scopes::covers))) {
            throw exceeds("scopes", "this token cannot make one that may do more than itself");
        }
        Instant end = own.expiresAt();
        Instant until = wanted.expiresAt();
        if (end != null && (until == null || until.isAfter(end))) {
            throw exceeds("expires_at", "this token cannot make one that is good for longer than itself");
        }
    }

    private static GatewayException exceeds(String field, String message) {
        return new GatewayException(GatewayError.of(Kind.FORBIDDEN, message).at(field));
    }

    static ObjectNode write(Made token) {
        ObjectNode json = Json.object()
                .put("id", token.id())
                .put("name", token.name())
                .put("made_at", token.madeAt().toString())
                .put(
                        "expires_at",
                        token.expiresAt() == null ? null : token.expiresAt().toString());
        List<String> scopes = token.scopes();
        if (scopes == null) {
            json.putNull("scopes");
        } else {
            scopes.forEach(json.putArray("scopes")::add);
        }
        return json;
    }
}
