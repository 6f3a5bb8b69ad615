package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Conditions of a query, and what is bound to the names in them. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> bound = new HashMap<>();

    Where() {}

    private Where(Where other) {
        conditions.addAll(other.conditions);
        bound.putAll(other.bound);
    }

    Where copy() {
        return new Where(this);
    }

    Where and(String condition) {
        conditions.add(condition);
        return this;
    }

    int size() {
        return conditions.size();
    }

    Where bind(String name, Object value) {
        bound.put(name, value);
        return this;
    }

    /** Only what may be seen. */
    Where seenBy(Sight sight) {
        return switch (sight) {
            case Sight.Everything ignored -> this;
            case Sight.Own own -> and("user_id = :sight").bind("sight", own.userId());
        };
    }

    Where having(Dimension dimension, String value) {
        String name = dimension.column();
        return and(name + " = :" + name).bind(name, value);
    }

    /** Asks, with these conditions between the two parts of a statement. */
    Query query(Handle handle, String select, String rest) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return handle.createQuery(select + where + " " + rest).bindMap(bound);
    }
}
