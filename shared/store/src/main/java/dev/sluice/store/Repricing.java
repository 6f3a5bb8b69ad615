package dev.sluice.store;

import dev.sluice.model.call.Reckoning;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.store.PriceTable.SpannedGroup;
import dev.sluice.store.PriceTable.SpannedRule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Computes what requests cost once more, from what was kept of them: version, rule, usage, arrival and group. */
final class Repricing {
    /** Requests come roughly by time, so that few versions are needed at once. */
    private static final int BOOKS = 32;

    private List<SpannedRule> rules = List.of();
    private List<SpannedGroup> groups = List.of();
    private int newest = -1;
    private final Map<Long, SpannedRule> byId = new HashMap<>();
    private final Map<Integer, PriceBook> books = new LinkedHashMap<>(BOOKS * 2, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, PriceBook> eldest) {
            return size() > BOOKS;
        }
    };

    /** Reads the prices as this snapshot shows them, unless it knows them: what a version says never changes. */
    void refresh(Handle handle) {
        int version = handle.createQuery("SELECT COALESCE(MAX(version), 0) FROM price_version")
                .mapTo(Integer.class)
                .one();
        if (version == newest) {
            return;
        }
        rules = PriceTable.rules(handle);
        groups = PriceTable.groups(handle);
        byId.clear();
        rules.forEach(rule -> byId.put(rule.rule().id(), rule));
        books.clear();
        newest = version;
    }

    /** Whether a request cost what its version, rule and usage come to, to the nano-dollar, for the user and for the house. */
    boolean isRight(PricedCall call) {
        Reckoning reckoning = call.reckoning();
        boolean unbilled = reckoning.version() == 0 || UsageSource.NONE.name().equals(call.source());
        if (unbilled) {
            return reckoning.cost().value() == 0 && reckoning.purchase().value() == 0;
        }
        Usage usage = call.usage();
        try {
            boolean waived = UsageSource.WAIVED.name().equals(call.source());
            return usage != null
                    && (waived ? 0 : sale(call, usage)) == reckoning.cost().value()
                    && purchase(call, usage) == reckoning.purchase().value();
        } catch (ArithmeticException | IllegalArgumentException | IllegalStateException e) {
            return false; // usage that no price can be computed of
        }
    }

    private long sale(PricedCall priced, Usage usage) {
        Occasion call = priced.occasion();
        PriceBook book = book(priced.reckoning().version());
        PriceRule rule = rule(priced.reckoning(), priced.reckoning().rule());
        if (priced.reckoning().rule() == 0) {
            // Booked before rules had numbers.
            rule = book.sale(call).orElse(null);
        }
        if (rule == null || !rule.isValidAt(call.arrivedAtMillis()) || !isForGroup(rule, call)) {
            return -1;
        }
        return rule.terms().of(usage, book.circumstances(call)).value();
    }

    private long purchase(PricedCall priced, Usage usage) {
        Reckoning reckoning = priced.reckoning();
        if (reckoning.purchaseRule() == 0) {
            return 0;
        }
        PriceRule rule = rule(reckoning, reckoning.purchaseRule());
        Circumstances at = Circumstances.at(priced.occasion().arrivedAtMillis());
        return rule == null ? -1 : rule.terms().of(usage, at).value();
    }

    private static boolean isForGroup(PriceRule rule, Occasion call) {
        String group = rule.scope().group();
        return group == null || group.equals(call.group());
    }

    /** The rule of this number, if the version has it. */
    private @Nullable PriceRule rule(Reckoning reckoning, long id) {
        SpannedRule found = byId.get(id);
        return found != null && found.span().has(reckoning.version()) ? found.rule() : null;
    }

    private PriceBook book(int version) {
        return books.computeIfAbsent(version, v -> new PriceBook(v, rulesOf(v), groupsOf(v)));
    }

    private List<PriceRule> rulesOf(int version) {
        return rules.stream()
                .filter(rule -> rule.span().has(version))
                .map(SpannedRule::rule)
                .toList();
    }

    private List<GroupFactor> groupsOf(int version) {
        return groups.stream()
                .filter(group -> group.span().has(version))
                .map(SpannedGroup::group)
                .toList();
    }
}
