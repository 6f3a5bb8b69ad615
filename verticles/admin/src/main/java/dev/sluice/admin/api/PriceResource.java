package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceVersion;
import dev.sluice.model.price.Scope;
import dev.sluice.prices.Imported;
import dev.sluice.prices.LiteLlmPrices;
import dev.sluice.prices.PriceDocument;
import dev.sluice.prices.RatioPrices;
import dev.sluice.store.Prices;
import dev.sluice.store.Replay;
import dev.sluice.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/prices}: what calls cost, every version of it, and what another book would have made of the past. */
final class PriceResource {
    static final Set<String> DRY_RUN = Set.of("from", "until", "version", "prices");

    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int MOST_SHOWN = 1_000;
    private static final Comparator<PriceRule> BY_MODEL =
            Comparator.comparing((PriceRule rule) -> rule.scope().model()).thenComparingLong(PriceRule::id);

    private final Store store;
    private final Prices prices;
    private final Set<String> providers;
    private final Clock clock;

    PriceResource(ManagementRoutes.Ground ground) {
        store = ground.store();
        prices = store.prices();
        providers = ground.providers().keySet();
        clock = ground.clock();
    }

    /** The rules of a version, by default of the one in force, by model. */
    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("model", "version", "limit", "after"));
        Paging paging = Paging.of(request);
        PriceBook book = book(request.query().get("version"));
        String wanted = request.query().getOrDefault("model", "").toLowerCase(Locale.ROOT);
        int from = paging.after() == null ? 0 : (int) number("after", paging.after());
        List<PriceRule> found = book.rules().stream()
                .filter(rule -> rule.scope().model().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(BY_MODEL)
                .skip(from)
                .limit(paging.limit() + 1L)
                .toList();
        boolean more = found.size() > paging.limit();
        ObjectNode json = Json.object().put("version", book.version());
        var groups = json.putArray("groups");
        book.groups().forEach(group -> groups.add(PriceDocument.write(group)));
        json.setAll(Paging.list(more ? found.subList(0, paging.limit()) : found, PriceDocument::write));
        json.put("next", more ? String.valueOf(from + paging.limit()) : null);
        return Answer.json(200, json);
    }

    Answer versions(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(prices::versions, PriceResource::write);
    }

    /** Makes a new version. */
    Answer publish(ApiRequest request) {
        request.allowQuery(Set.of());
        PriceChange change = known(readable(() -> PriceDocument.change(Json.read(request.body()))));
        PriceBook book = readable(() -> store.by(request.author()).prices().publish(change));
        return Answer.json(200, Json.object().put("version", book.version()));
    }

    /** Says what another system's list would change, or changes it. */
    Answer read(ApiRequest request) {
        request.allowQuery(Set.of("format", "apply"));
        String apply = request.query().getOrDefault("apply", "false");
        if (!Set.of("true", "false").contains(apply)) {
            throw Value.wrong("apply", "must be true or false");
        }
        Imported imported = imported(request.query().getOrDefault("format", ""), Json.read(request.body()));
        PriceBook before = prices.current(clock.instant());
        PriceBook after = apply.equals("true")
                ? readable(() -> store.by(request.author()).prices().publish(imported.change()))
                : prices.preview(imported.change());
        return Answer.json(200, difference(before, after, imported).put("applied", apply.equals("true")));
    }

    private static Imported imported(String format, JsonNode body) {
        return readable(() -> switch (format) {
            case "litellm" -> LiteLlmPrices.read(body);
            case "one-api", "new-api" -> RatioPrices.read(format, body);
            default -> throw Value.wrong("format", "must be litellm, one-api or new-api");
        });
    }

    private static ObjectNode difference(PriceBook before, PriceBook after, Imported imported) {
        var old = before.rules().stream().collect(Collectors.toMap(PriceRule::key, Function.identity(), (a, b) -> b));
        var kept = before.rules().stream().map(PriceRule::id).collect(Collectors.toSet());
        List<PriceRule> fresh = after.rules().stream()
                .filter(rule -> !kept.contains(rule.id()))
                .sorted(BY_MODEL)
                .toList();
        ObjectNode json = Json.object()
                .put("version", after.version())
                .put("read", imported.change().rules().size())
                .put("changed", fresh.size());
        var differences = json.putArray("differences");
        fresh.stream().limit(MOST_SHOWN).forEach(rule -> {
            ObjectNode item = differences.addObject();
            PriceRule was = old.get(rule.key());
            item.set("was", was == null ? null : PriceDocument.write(was));
            item.set("is", PriceDocument.write(rule));
        });
        var left = json.putArray("left");
        imported.left().forEach(left::add);
        return json;
    }

    /** What past requests would have cost. */
    Answer dryRun(ApiRequest request) {
        request.allowQuery(Set.of());
        Fields fields = request.fields(DRY_RUN).require("from", "until");
        Instant from = fields.required("from", PriceResource::moment);
        Instant until = fields.required("until", PriceResource::moment);
        if (!from.isBefore(until) || Duration.between(from, until).compareTo(LONGEST) > 0) {
            throw Value.wrong("until", "must be later than from, by " + LONGEST.toDays() + " days at most");
        }
        if (fields.has("version") == fields.has("prices")) {
            throw Value.wrong("prices", "or version must be given, and not both");
        }
        PriceBook book = fields.has("version")
                ? book(fields.required("version", value -> value.node().asText()))
                : preview(fields.required("prices", Value::node));
        return Answer.json(200, write(readable(() -> prices.replay(book, from, until))));
    }

    private PriceBook preview(JsonNode document) {
        return prices.preview(known(readable(() -> PriceDocument.change(document))));
    }

    private static Instant moment(Value value) {
        Instant moment = Times.moment(value.node().asText());
        if (moment == null) {
            throw value.wrong("must be a moment such as \"2030-01-31T00:00:00Z\"");
        }
        return moment;
    }

    private PriceBook book(@Nullable String version) {
        if (version == null) {
            return prices.current(clock.instant());
        }
        return prices.book((int) number("version", version))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such version of the prices"));
    }

    private static long number(String field, String text) {
        if (!text.matches("\\d{1,9}")) {
            throw Value.wrong(field, "is not one that was given out here");
        }
        return Long.parseLong(text);
    }

    /** A price for a provider or channel that is not there would never apply; it is a slip of the pen. */
    private PriceChange known(PriceChange change) {
        Set<String> channels = store.channels().list().stream().map(Channel::id).collect(Collectors.toSet());
        for (PriceRule rule : change.rules()) {
            Scope scope = rule.scope();
            String at = "prices: models → " + scope.model();
            if (scope.provider() != null && !providers.contains(scope.provider())) {
                throw malformed(at + " → providers → " + scope.provider() + ": there is no such provider");
            }
            if (scope.channelId() != null && !channels.contains(scope.channelId())) {
                throw malformed(at + " → channels → " + scope.channelId() + ": there is no such channel");
            }
        }
        return change;
    }

    private static <T> T readable(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static GatewayException malformed(String message) {
        return new GatewayException(Kind.MALFORMED, message);
    }

    private static ObjectNode write(PriceVersion version) {
        return Json.object()
                .put("version", version.version())
                .put("valid_from", version.validFrom().toString())
                .put("created_at", version.createdAt().toString())
                .put("source", version.source())
                .put("note", version.note());
    }

    private static ObjectNode write(Replay replay) {
        ObjectNode json = Json.object()
                .put("requests", replay.requests())
                .put("unpriced", replay.unpriced())
                .put("cut", replay.isCut());
        amounts(json, replay.was(), replay.wouldBe());
        replay.lines().forEach((dimension, lines) -> {
            var array = json.putArray("by_" + dimension.name().toLowerCase(Locale.ROOT));
            lines.forEach(line -> amounts(
                    array.addObject().put("name", line.name()).put("requests", line.requests()),
                    line.was(),
                    line.wouldBe()));
        });
        return json;
    }

    private static void amounts(ObjectNode json, long was, long wouldBe) {
        Money.write(json, "was", new NanoDollars(was));
        Money.write(json, "would_be", new NanoDollars(wouldBe));
        Money.write(json, "difference", new NanoDollars(Math.subtractExact(wouldBe, was)));
    }
}
