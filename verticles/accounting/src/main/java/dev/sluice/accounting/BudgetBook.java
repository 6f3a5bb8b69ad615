package dev.sluice.accounting;

import dev.sluice.accounting.limits.LimitBook;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Budget;
import dev.sluice.store.Budget.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All budgets and limits in force and all groups that are switched off, as of one generation of the configuration. Never changes. */
final class BudgetBook {
    static final BudgetBook EMPTY = new BudgetBook(List.of(), Set.of(), LimitBook.EMPTY);

    private final Map<Subject, List<Budget>> bySubject;
    private final List<Budget> ofModels;
    private final Set<String> disabledGroups;
    private final LimitBook limits;

    private record Subject(Kind kind, String id) {}

    BudgetBook(List<Budget> inForce, Set<String> disabledGroups, LimitBook limits) {
        this.limits = limits;
        this.disabledGroups = Set.copyOf(disabledGroups);
        this.ofModels =
                inForce.stream().filter(b -> b.scope().kind() == Kind.MODEL).toList();
        this.bySubject = inForce.stream()
                .filter(b -> b.scope().kind() != Kind.MODEL)
                .collect(Collectors.groupingBy(
                        b -> new Subject(b.scope().kind(), b.scope().subject())));
    }

    /** Every budget that may count a call made with this key, depending on its model. */
    List<Budget> of(ApiKey key, User user) {
        if (bySubject.isEmpty() && ofModels.isEmpty()) {
            return List.of();
        }
        List<Budget> found = new ArrayList<>(bySubject.getOrDefault(new Subject(Kind.KEY, key.id()), List.of()));
        found.addAll(bySubject.getOrDefault(new Subject(Kind.USER, user.id()), List.of()));
        found.addAll(bySubject.getOrDefault(new Subject(Kind.GROUP, key.group()), List.of()));
        found.addAll(ofModels);
        return List.copyOf(found);
    }

    LimitBook limits() {
        return limits;
    }

    boolean isOpen(String group) {
        return !disabledGroups.contains(group);
    }
}
