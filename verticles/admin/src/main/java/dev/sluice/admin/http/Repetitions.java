package dev.sluice.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Repeats;
import dev.sluice.store.Repeats.Asked;
import dev.sluice.store.Repeats.Begun;
import dev.sluice.store.Repeats.Known;
import dev.sluice.store.Vault;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Idempotency-Key}, for every POST of who is signed in, in one place: the same request with the same key is done once,
 * and gets the same answer for a day. Answers may have secrets in them, and are kept sealed.
 */
public final class Repetitions implements Guard {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    /** Longer answers are not kept; what they answered is still not done again. */
    private static final int LONGEST_KEPT = 1 << 20;

    private static final String PROFILE = "/api/profile/";
    private static final String STATUS = "status";
    private static final String HEADERS = "headers";
    private static final String BODY = "body";

    private final Repeats repeats;
    private final Vault vault;
    private final Clock clock;

    public Repetitions(Repeats repeats, Vault vault, Clock clock) {
        this.repeats = repeats;
        this.vault = vault;
        this.clock = clock;
    }

    /** Whether a route's requests may be repeated so. Those about oneself say passwords, and answer with other secrets. */
    static boolean isFor(Route route) {
        return route.method().equals(HttpMethod.POST)
                && route.access() != Access.ANYONE
                && !route.path().startsWith(PROFILE);
    }

    /** Does the work, unless it was done before. */
    @Override
    public Answer handle(Route route, ApiRequest request, Supplier<Answer> work) {
        String key = request.envelope().conditions().idempotencyKey();
        String user = request.caller().userId();
        if (key == null || user == null || !isFor(route)) {
            return work.get();
        }
        if (!KEY.matcher(key).matches()) {
            throw new GatewayException(Kind.MALFORMED, "Idempotency-Key must have 1 to 255 printable characters");
        }
        Asked asked = new Asked(user, vault.digestToken("idempotency/" + key), digest(route, request));
        return switch (repeats.begin(asked, clock.instant())) {
            case Known.Fresh fresh -> first(fresh.begun(), work);
            case Known.Done done -> again(done.answer());
            case Known.Running ignored ->
                throw refusal(
                        409,
                        "idempotency_key_in_use",
                        "a request with this key is being worked on",
                        Duration.ofSeconds(1));
            case Known.Lost ignored ->
                throw refusal(
                        409,
                        "idempotency_answer_lost",
                        "a request with this key has changed something, and its answer was lost; look at what there is",
                        null);
            case Known.Other ignored ->
                throw refusal(422, "idempotency_key_reused", "this key was used for another request", null);
            case Known.TooMany ignored ->
                throw refusal(
                        429,
                        "too_many_idempotency_keys",
                        "you have used " + Repeats.MOST + " keys within a day",
                        Duration.ofHours(1));
        };
    }

    private Answer first(Begun begun, Supplier<Answer> work) {
        boolean done = false;
        try {
            Answer answer = repeats.during(begun, work);
            done = true;
            repeats.finish(begun, kept(answer));
            return answer;
        } finally {
            if (!done) {
                repeats.forget(begun);
            }
        }
    }

    /**
     * Passwords may be in the body, so that even its digest is a keyed one. By whatever the user is known belongs to it: what
     * one of their tokens was answered is not for another, which may do less.
     */
    private Bytes digest(Route route, ApiRequest request) {
        String where = route.name() + new TreeMap<>(request.path()) + new TreeMap<>(request.query());
        return vault.digestToken("request/" + where.length() + "/" + where + "/" + credential(request.caller()) + "/"
                + request.body().utf8());
    }

    private static String credential(Principal caller) {
        return switch (caller.means()) {
            case Means.Token token ->
                "token:" + HexFormat.of().formatHex(token.digest().copy());
            case Means.Session session -> "session:" + session.id();
            case Means.Nothing ignored -> "";
        };
    }

    private static String kept(Answer answer) {
        boolean fits = answer.rest() == null && answer.body().length() <= LONGEST_KEPT;
        ObjectNode json = Json.object().put(STATUS, answer.status());
        if (fits) {
            answer.headers().forEach(json.putObject(HEADERS)::put);
            json.put(BODY, answer.body().utf8());
        }
        return Json.write(json).utf8();
    }

    private static Answer again(String kept) {
        JsonNode json = Json.read(Bytes.utf8(kept));
        if (!json.has(BODY)) {
            throw refusal(
                    409, "idempotency_answer_lost", "this was done, and its answer was too long to be kept", null);
        }
        Map<String, String> headers = new HashMap<>();
        json.path(HEADERS)
                .properties()
                .forEach(one -> headers.put(one.getKey(), one.getValue().asText()));
        return new Answer(
                        json.path(STATUS).asInt(),
                        headers,
                        Bytes.utf8(Objects.requireNonNull(json.path(BODY).asText())))
                .with("idempotency-replayed", "true");
    }

    private static GatewayException refusal(int status, String code, String message, @Nullable Duration wait) {
        return new GatewayException(GatewayError.of(Kind.CONFLICT, message)
                .withStatus(status)
                .withCode(code)
                .retryAfter(wait));
    }
}
