package dev.sluice.model.price;

import dev.sluice.model.catalog.DatedName;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All prices of one version, made ready to be looked up. Immutable.
 *
 * <p>A call is billed by the sale rule that is made for it most narrowly: for its channel and group, its channel, its provider
 * and group, its provider, its group, or its model; where there is no sale rule at all, by the public price that is. Of equals
 * the one that began last applies, then the operator's. A model has the rules of its name, else those of its name without the
 * date at its end ({@code gpt-4o-2024-08-06}).
 */
public final class PriceBook {
    private static final Comparator<PriceRule> NARROWEST_FIRST = Comparator.comparingInt(
                    (PriceRule rule) -> -rule.scope().rank())
            .thenComparingLong(
                    rule -> rule.from() == null ? Long.MAX_VALUE : -rule.from().toEpochMilli())
            .thenComparingInt(rule -> rule.origin() == Origin.OPERATOR ? 0 : 1)
            .thenComparingLong(PriceRule::id);

    /** Before there are any prices. */
    public static final PriceBook EMPTY = new PriceBook(0, List.of(), List.of());

    private final int version;
    private final List<PriceRule> rules;
    private final List<GroupFactor> groups;
    private final Map<Kind, Map<String, List<PriceRule>>> index = new HashMap<>();
    private final Map<String, Long> multipliers = new HashMap<>();

    public PriceBook(int version, List<PriceRule> rules, List<GroupFactor> groups) {
        this.version = version;
        this.rules = List.copyOf(rules);
        this.groups = List.copyOf(groups);
        for (PriceRule rule : this.rules.stream().sorted(NARROWEST_FIRST).toList()) {
            index.computeIfAbsent(rule.kind(), kind -> new HashMap<>())
                    .computeIfAbsent(rule.scope().model(), model -> new ArrayList<>())
                    .add(rule);
        }
        for (Origin origin : List.of(Origin.FILE, Origin.OPERATOR)) {
            this.groups.stream()
                    .filter(group -> group.origin() == origin)
                    .forEach(group -> multipliers.put(group.group(), group.factor()));
        }
    }

    public int version() {
        return version;
    }

    public List<PriceRule> rules() {
        return rules;
    }

    public List<GroupFactor> groups() {
        return groups;
    }

    /** What the price of this call depends on. */
    public Circumstances circumstances(Occasion call) {
        return new Circumstances(call.arrivedAtMillis(), multiplier(call.group()));
    }

    /** What all that callers of a group pay is multiplied by, in parts per million. */
    public long multiplier(String group) {
        return multipliers.getOrDefault(group, Exact.MILLION);
    }

    /** The rule that a call is billed by. */
    public Optional<PriceRule> sale(Occasion call) {
        return first(call, Kind.SALE).or(() -> first(call, Kind.LIST));
    }

    /**
     * The rule that a call is billed by; for one that went where its model has no price, the dearest of the model's: nothing is
     * free by accident.
     */
    public Optional<PriceRule> bill(Occasion call, Usage usage) {
        return sale(call).or(() -> {
            Circumstances at = circumstances(call);
            return sales(call).stream()
                    .max(Comparator.comparing((PriceRule rule) -> rule.terms().of(usage, at)));
        });
    }

    /** The rule that the provider is expected to charge a call by. */
    public Optional<PriceRule> purchase(Occasion call) {
        return first(call, Kind.PURCHASE).or(() -> first(call, Kind.LIST));
    }

    private Optional<PriceRule> first(Occasion call, Kind kind) {
        List<PriceRule> found =
                find(call.model(), kind, rule -> rule.scope().covers(call) && rule.isValidAt(call.arrivedAtMillis()));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /** Every rule that a call may be billed by whose provider and channel are not known yet; none if it has no price. */
    public List<PriceRule> sales(Occasion call) {
        List<PriceRule> sales = possible(call, Kind.SALE);
        boolean covered = sales.stream().anyMatch(PriceBook::isForAnyChannel);
        if (covered) {
            return sales;
        }
        List<PriceRule> all = new ArrayList<>(sales);
        all.addAll(possible(call, Kind.LIST));
        return all;
    }

    private static boolean isForAnyChannel(PriceRule rule) {
        return rule.scope().channelId() == null && rule.scope().provider() == null;
    }

    /** Of rules for the same channel and provider only the first can apply. */
    private List<PriceRule> possible(Occasion call, Kind kind) {
        Map<String, List<PriceRule>> ofKind = index.getOrDefault(kind, Map.of());
        Predicate<PriceRule> wanted = rule -> rule.scope().mayCover(call) && rule.isValidAt(call.arrivedAtMillis());
        List<PriceRule> found = new ArrayList<>(those(ofKind.get(call.model()), wanted));
        String undated = DatedName.undated(call.model());
        if (!undated.equals(call.model())) {
            found.addAll(those(ofKind.get(undated), wanted));
        }
        if (found.size() < 2) {
            return found;
        }
        Map<Scope, PriceRule> first = new LinkedHashMap<>();
        for (PriceRule rule : found) {
            Scope s = rule.scope();
            first.putIfAbsent(new Scope(s.model(), s.provider(), s.channelId(), null), rule);
        }
        return List.copyOf(first.values());
    }

    private List<PriceRule> find(String model, Kind kind, Predicate<PriceRule> wanted) {
        Map<String, List<PriceRule>> ofKind = index.getOrDefault(kind, Map.of());
        List<PriceRule> exact = those(ofKind.get(model), wanted);
        if (!exact.isEmpty() || ofKind.isEmpty()) {
            return exact;
        }
        return those(ofKind.get(DatedName.undated(model)), wanted);
    }

    private static List<PriceRule> those(@Nullable List<PriceRule> all, Predicate<PriceRule> wanted) {
        return all == null ? List.of() : all.stream().filter(wanted).toList();
    }

    /**
     * The book after a change. Rules that the change leaves as they are keep their numbers; new ones have 0.
     *
     * @return this book if the change changes nothing
     */
    public PriceBook with(PriceChange change, int next) {
        List<PriceRule> nextRules = changed(change);
        List<GroupFactor> nextGroups = changedGroups(change);
        boolean same = Set.copyOf(nextRules).equals(Set.copyOf(rules))
                && Set.copyOf(nextGroups).equals(Set.copyOf(groups));
        return same ? this : new PriceBook(next, nextRules, nextGroups);
    }

    private List<PriceRule> changed(PriceChange change) {
        Map<PriceRule.Key, PriceRule> theirs = new LinkedHashMap<>();
        List<PriceRule> kept = new ArrayList<>();
        for (PriceRule rule : rules) {
            if (rule.origin() == change.origin()) {
                theirs.put(rule.key(), rule);
            } else {
                kept.add(rule);
            }
        }
        Map<PriceRule.Key, PriceRule> after = change.whole() ? new LinkedHashMap<>() : new LinkedHashMap<>(theirs);
        after.keySet().removeAll(change.removed());
        for (PriceRule rule : change.rules()) {
            PriceRule before = theirs.get(rule.key());
            after.put(rule.key(), before != null && before.saysAs(rule) ? before : rule.numbered(0));
        }
        kept.addAll(after.values());
        return kept;
    }

    private List<GroupFactor> changedGroups(PriceChange change) {
        Set<String> named = new HashSet<>();
        change.groups().forEach(group -> named.add(group.group()));
        List<GroupFactor> kept = new ArrayList<>(change.groups());
        groups.stream()
                .filter(group ->
                        group.origin() != change.origin() || (!change.whole() && !named.contains(group.group())))
                .forEach(kept::add);
        return kept;
    }
}
