package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of users, groups and models as of one generation of the configuration. Never changes. A model's name may end
 * in {@code *}; then all models that begin so share its limit.
 */
public final class LimitBook {
    public static final LimitBook EMPTY = new LimitBook(List.of());

    private final Map<Subject, Limit> bySubject = new HashMap<>();
    private final Map<String, Limit> byModel = new HashMap<>();
    private final List<Limit> patterns = new ArrayList<>();

    public LimitBook(List<Limit> inForce) {
        for (Limit limit : inForce) {
            Subject subject = limit.subject();
            if (subject.scope() != Scope.MODEL) {
                bySubject.put(subject, limit);
            } else if (subject.id().endsWith("*")) {
                patterns.add(limit);
            } else {
                byModel.put(subject.id(), limit);
            }
        }
    }

    /** What holds for all calls of a key: its own limits, its user's and its group's, in the order of locks. */
    public List<Limit> of(ApiKey key) {
        List<Limit> found = new ArrayList<>(3);
        if (!key.limits().equals(KeyLimits.NONE)) {
            found.add(new Limit(new Subject(Scope.KEY, key.id()), key.limits()));
        }
        add(found, bySubject.get(new Subject(Scope.USER, key.userId())));
        add(found, bySubject.get(new Subject(Scope.GROUP, key.group())));
        return List.copyOf(found);
    }

    private static void add(List<Limit> to, @Nullable Limit limit) {
        if (limit != null) {
            to.add(limit);
        }
    }

    /** As above, with what holds for a model over all callers; the same list if nothing does. */
    public List<Limit> with(List<Limit> own, String model) {
        Limit exact = byModel.get(model);
        List<Limit> found = exact == null ? List.of() : List.of(exact);
        for (Limit pattern : patterns) {
            String id = pattern.subject().id();
            if (model.regionMatches(0, id, 0, id.length() - 1)) {
                found = new ArrayList<>(found);
                found.add(pattern);
            }
        }
        if (found.isEmpty()) {
            return own;
        }
        List<Limit> all = new ArrayList<>(own);
        all.addAll(found);
        all.sort(Comparator.comparing(Limit::subject));
        return all;
    }
}
