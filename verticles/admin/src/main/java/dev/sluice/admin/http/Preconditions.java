package dev.sluice.admin.http;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.VersionConflict;
import dev.sluice.store.Versioned;
import dev.sluice.store.Versioned.Subject;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code ETag} and {@code If-Match}, for all routes in one place. A tag stands for the settings of an object and not for
 * figures beside them, such as a balance. What a PATCH has read is what it changes, also where the client says nothing: else
 * it is done anew.
 */
public final class Preconditions implements Guard {
    private static final String ANY = "*";
    private static final int TRIES = 5;
    /** Whose rows have versions, by the route of one object. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("/api/keys/{id}", "key"),
            Map.entry("/api/channels/{id}", "channel"),
            Map.entry("/api/users/{id}", "user"),
            Map.entry("/api/groups/{id}", "group"),
            Map.entry("/api/budgets/{id}", "budget"),
            Map.entry("/api/limits/{id}", "limit"),
            Map.entry("/api/routing-rules/{id}", "routing_rule"),
            Map.entry("/api/redemptions/{id}", "redemption"),
            Map.entry("/api/announcements/{id}", "announcement"),
            Map.entry("/api/invitations", "invitations"));

    /** The row of the terms of invitations, of which there is one. */
    private static final String ONLY = "1";

    private final Function<Subject, Optional<String>> versions;
    private final BiPredicate<Principal, Subject> sight;

    /**
     * Tags of what has versions.
     *
     * @param versions knows the present version of something
     * @param sight whether somebody may know that there is such a thing; who may not hears what the handler says
     */
    public Preconditions(Function<Subject, Optional<String>> versions, BiPredicate<Principal, Subject> sight) {
        this.versions = versions;
        this.sight = sight;
    }

    /** Whether a route's objects have versions. */
    static boolean isVersioned(Route route) {
        return KINDS.containsKey(route.path());
    }

    /** Does the work, if what the client has seen is still so. */
    @Override
    public Answer handle(Route route, ApiRequest request, Supplier<Answer> work) {
        String wanted = request.envelope().conditions().ifMatch();
        String kind = KINDS.get(route.path());
        boolean changes =
                route.method().equals(HttpMethod.PATCH) || route.method().equals(HttpMethod.DELETE);
        if (wanted != null && (kind == null || !changes)) {
            throw new GatewayException(Kind.MALFORMED, "If-Match is for PATCH and DELETE of objects that have an ETag");
        }
        if (kind == null) {
            return route.method().equals(HttpMethod.GET) && route.path().endsWith("{id}")
                    ? hashed(work.get())
                    : work.get();
        }
        Subject subject = new Subject(kind, request.id().isEmpty() ? ONLY : request.id());
        if (changes && !sight.test(request.caller(), subject)) {
            return work.get();
        }
        return switch (route.method().name()) {
            case "GET" -> read(subject, work);
            case "PATCH" -> change(subject, route, request, work);
            case "DELETE" -> wanted == null ? work.get() : change(subject, route, request, work);
            default -> work.get();
        };
    }

    /** The version first: what is read after it may be newer, which only makes the tag useless. */
    private Answer read(Subject subject, Supplier<Answer> work) {
        Optional<String> version = versions.apply(subject);
        Answer answer = work.get();
        return version.map(one -> tagged(answer, one)).orElse(answer);
    }

    private Answer change(Subject subject, Route route, ApiRequest request, Supplier<Answer> work) {
        String wanted = request.envelope().conditions().ifMatch();
        for (int left = TRIES; left > 0; left--) {
            Optional<String> present = versions.apply(subject);
            if (wanted != null && present.isPresent() && !matches(wanted, present.get())) {
                return overtaken(request, present.get());
            }
            Versioned change = Versioned.change(subject, present.orElse(null));
            try {
                Answer answer = change.during(work);
                // A PATCH that changes nothing leaves the version as it is.
                Optional<String> version =
                        change.made().or(() -> route.method().equals(HttpMethod.PATCH) ? present : Optional.empty());
                return version.map(one -> tagged(answer, one)).orElse(answer);
            } catch (VersionConflict late) {
                // What it is now is looked at again.
            }
        }
        throw new GatewayException(Kind.CONFLICT, "others change this all the time; try again");
    }

    private static boolean matches(String wanted, String version) {
        return wanted.strip().equals(ANY)
                || Arrays.stream(wanted.split(",", -1)).map(String::strip).anyMatch(quoted(version)::equals);
    }

    private static Answer overtaken(ApiRequest request, String present) {
        GatewayError error = GatewayError.of(
                        Kind.CONFLICT, "it was changed by somebody else meanwhile; look at it again")
                .withStatus(412)
                .withCode("precondition_failed");
        return tagged(Answer.error(error, request.envelope().requestId()), present);
    }

    private static Answer tagged(Answer answer, String version) {
        return answer.status() == 404 ? answer : answer.with("etag", quoted(version));
    }

    /** What has no versions is known by what is shown of it. */
    private static Answer hashed(Answer answer) {
        return answer.status() == 200 && answer.rest() == null
                ? tagged(answer, Versioned.of(answer.body().utf8()))
                : answer;
    }

    private static String quoted(String version) {
        return '"' + version + '"';
    }
}
