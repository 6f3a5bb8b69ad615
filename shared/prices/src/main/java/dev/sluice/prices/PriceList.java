package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Scope;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of one document: {@code groups}, and {@code models} with what is otherwise for some providers, channels and groups. */
final class PriceList {
    private static final Set<String> PARTS = Set.of("providers", "channels", "groups", "purchase");
    private static final Set<String> VALIDITY = Set.of("valid-from", "valid-until");
    private static final Set<String> ENTRY = union(PriceSheet.KEYS, union(PARTS, VALIDITY));
    private static final Set<String> PURCHASE =
            union(PriceSheet.KEYS, union(Set.of("providers", "channels"), VALIDITY));
    private static final Set<String> PART = union(PriceSheet.KEYS, union(Set.of("groups"), VALIDITY));
    private static final Set<String> PURCHASE_PART = union(PriceSheet.KEYS, VALIDITY);
    private static final int LONGEST_NAME = 200;
    private static final int MOST_RULES = 20_000;
    private static final int MOST_PARTS = 500;

    private final Kind kind;
    private final Origin origin;
    private final List<PriceRule> rules = new ArrayList<>();

    private PriceList(Kind kind, Origin origin) {
        this.kind = kind;
        this.origin = origin;
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    static List<PriceRule> rules(Place place, JsonNode models, Kind kind, Origin origin) {
        PriceList list = new PriceList(kind, origin);
        models.properties()
                .forEach(entry ->
                        list.model(place.at(entry.getKey()), Scope.of(name(place, entry.getKey())), entry.getValue()));
        return list.rules;
    }

    static Kind kind(Place place, JsonNode node) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(node.asText())) {
                return kind;
            }
        }
        throw place.expected("sale, purchase or list", node);
    }

    static List<GroupFactor> groups(Place place, JsonNode node, Origin origin) {
        if (!node.isMissingNode() && !node.isObject()) {
            throw place.expected("groups with their factors", node);
        }
        checkCount(place, node.size());
        List<GroupFactor> groups = new ArrayList<>();
        node.properties().forEach(entry -> {
            Place here = place.at(entry.getKey());
            long factor = Decimals.read(here, entry.getValue(), Decimals.FACTOR, "a factor");
            groups.add(checked(here, () -> new GroupFactor(name(here, entry.getKey()), factor, origin)));
        });
        return groups;
    }

    static String name(Place place, String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw place.wrong("a name has 1 to " + LONGEST_NAME + " characters");
        }
        return plain(place, name);
    }

    /** Not every database keeps what is no character. */
    static String plain(Place place, String text) {
        boolean isPlain = text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (!isPlain) {
            throw place.wrong("control characters and halves of characters are not allowed");
        }
        return text;
    }

    /** Keeps what one document makes within bounds. */
    static void checkCount(Place place, int rules) {
        if (rules > MOST_RULES) {
            throw place.wrong("a document makes at most " + MOST_RULES + " prices; split it");
        }
    }

    private void model(Place place, Scope model, JsonNode node) {
        place.checkKeys(node, ENTRY);
        JsonNode purchase = node.path("purchase");
        entry(place, model, kind, (ObjectNode) node);
        if (!purchase.isMissingNode()) {
            place.at("purchase").checkKeys(purchase, PURCHASE);
            entry(place.at("purchase"), model, Kind.PURCHASE, (ObjectNode) purchase);
        }
    }

    /** What holds for a model, and what is otherwise for some; an entry may say only what is otherwise. */
    private void entry(Place place, Scope model, Kind of, ObjectNode node) {
        ObjectNode base = node.deepCopy().without(PARTS);
        boolean partsOnly = base.isEmpty() && !node.isEmpty();
        if (!partsOnly) {
            add(place, of, model, base);
        }
        Set<String> allowed = of == Kind.PURCHASE ? PURCHASE_PART : PART;
        String name = model.model();
        Place providers = place.at("providers");
        parts(
                providers,
                node.path("providers"),
                allowed,
                (here, provider, part) -> part(here, of, new Scope(name, provider, null, null), over(base, part)));
        Place channels = place.at("channels");
        parts(
                channels,
                node.path("channels"),
                allowed,
                (here, channel, part) -> part(here, of, new Scope(name, null, channel, null), over(base, part)));
        parts(
                place.at("groups"),
                node.path("groups"),
                PURCHASE_PART,
                (here, group, part) -> add(here, of, new Scope(name, null, null, group), over(base, part)));
    }

    /** What is otherwise for a provider or a channel, and within it for some groups. */
    private void part(Place place, Kind of, Scope scope, ObjectNode node) {
        ObjectNode own = node.deepCopy().without(Set.of("groups"));
        if (!own.isEmpty()) {
            add(place, of, scope, own);
        }
        parts(
                place.at("groups"),
                node.path("groups"),
                PURCHASE_PART,
                (here, group, part) -> add(
                        here,
                        of,
                        new Scope(scope.model(), scope.provider(), scope.channelId(), group),
                        over(own, part)));
    }

    private interface PartReader {
        void read(Place place, String name, ObjectNode part);
    }

    private static void parts(Place place, JsonNode node, Set<String> allowed, PartReader reader) {
        if (node.isMissingNode()) {
            return;
        }
        if (!node.isObject()) {
            throw place.expected("names with their prices", node);
        }
        if (node.size() > MOST_PARTS) {
            throw place.wrong("at most " + MOST_PARTS + ", found " + node.size());
        }
        node.properties().forEach(entry -> {
            Place here = place.at(entry.getKey());
            here.checkKeys(entry.getValue(), allowed);
            reader.read(here, name(here, entry.getKey()), (ObjectNode) entry.getValue());
        });
    }

    private static ObjectNode over(ObjectNode base, ObjectNode part) {
        return base.deepCopy().setAll(part);
    }

    private void add(Place place, Kind of, Scope scope, ObjectNode node) {
        Instant from = instant(place.at("valid-from"), node.path("valid-from"));
        Instant until = instant(place.at("valid-until"), node.path("valid-until"));
        ObjectNode sheet = node.deepCopy().without(VALIDITY);
        checkCount(place, rules.size() + 1);
        rules.add(
                checked(place, () -> new PriceRule(0, of, origin, scope, from, until, PriceSheet.read(place, sheet))));
    }

    static @Nullable Instant instant(Place place, JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        try {
            Instant instant = Instant.parse(node.asText());
            return Instant.ofEpochMilli(instant.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw place.expected("a time such as 2026-12-01T00:00:00Z", node);
        }
    }

    private static <T> T checked(Place place, Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw why.startsWith(place.path()) ? e : place.wrong(why);
        }
    }
}
