package dev.sluice.admin.api;

import dev.sluice.model.call.RequestRow;
import dev.sluice.model.price.PriceRule;
import dev.sluice.store.Prices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which things that calls used cost nothing because their rule has no rate for them. For one answer; not thread safe. */
final class UnpricedUnits {
    private final Prices prices;
    private final Map<Long, Optional<PriceRule>> rules = new HashMap<>();

    UnpricedUnits(Prices prices) {
        this.prices = prices;
    }

    /** Their names in order. Few calls use units, so that hardly any rule is looked up. */
    List<String> of(RequestRow row) {
        boolean billed =
                row.reckoning().rule() != 0 && !row.usage().rare().units().isEmpty();
        return billed ? unpriced(row) : List.of();
    }

    private List<String> unpriced(RequestRow row) {
        return rules.computeIfAbsent(row.reckoning().rule(), prices::find)
                .map(rule ->
                        rule.terms().unpriced(row.usage()).stream().sorted().toList())
                .orElse(List.of());
    }
}
