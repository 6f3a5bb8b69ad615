package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Statements;
import dev.sluice.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** {@code /api/users/{id}/statement} and {@code /api/keys/{id}/statement}, as JSON and as CSV. Users get their own, one at a time. */
final class StatementResource {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Store store;
    private final Clock clock;
    private final Turns turns;

    StatementResource(Store store, Clock clock, Turns turns) {
        this.store = store;
        this.clock = clock;
        this.turns = turns;
    }

    /** What is asked for; {@code to} is not included. */
    private record Span(Instant from, Instant to, boolean csv) {}

    Answer ofUser(ApiRequest request) {
        Span span = span(request);
        String userId = request.id();
        if (!request.caller().maySee(userId) || store.users().get(userId).isEmpty()) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such user");
        }
        return turns.take(request.caller(), () -> {
            StatementWriter writer = writer(span);
            statements().ofUser(userId, span.from(), span.to(), writer);
            return writer.answer("user_id", userId);
        });
    }

    Answer ofKey(ApiRequest request) {
        Span span = span(request);
        String keyId = store.keys()
                .get(request.id())
                .filter(key -> request.caller().maySee(key.userId()))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such key"))
                .id();
        return turns.take(request.caller(), () -> {
            StatementWriter writer = writer(span);
            statements().ofKey(keyId, span.from(), span.to(), writer);
            return writer.answer("key_id", keyId);
        });
    }

    private Statements statements() {
        return store.accounts().statements();
    }

    private static StatementWriter writer(Span span) {
        return span.csv()
                ? new StatementWriter.Sheet(span.from(), span.to())
                : new StatementWriter.Document(span.from(), span.to());
    }

    private Span span(ApiRequest request) {
        request.allowQuery(Set.of("from", "to", "format"));
        Instant now = clock.instant();
        Instant to = moment(request, "to", now);
        Instant month = to.atZone(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .truncatedTo(ChronoUnit.DAYS)
                .toInstant();
        Instant from = moment(request, "from", month);
        if (from.isAfter(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Value.wrong("from", "must be before to, by 366 days at most");
        }
        String format = request.query().getOrDefault("format", "json");
        if (!format.equals("json") && !format.equals("csv")) {
            throw Value.wrong("format", "must be json or csv");
        }
        return new Span(from, to, format.equals("csv"));
    }

    private static Instant moment(ApiRequest request, String name, Instant absent) {
        String text = request.query().get(name);
        return text == null ? absent : Times.moment(name, text);
    }
}
