package dev.sluice.store;

import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Scope;
import dev.sluice.prices.PriceSheet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** How rules and groups' multipliers lie in their tables: once for as many versions as they stay the same. */
final class PriceTable {
    private static final String RULES =
            "SELECT id, kind, origin, model, provider, channel_id, caller_group, valid_from,"
                    + " valid_until, sheet, from_version, until_version FROM price_rule";
    private static final String GROUPS = "SELECT name, origin, factor, from_version, until_version FROM price_group";
    private static final String OF_VERSION =
            " WHERE from_version <= :version AND (until_version IS NULL OR until_version > :version)";
    private static final String INSERT_RULE = "INSERT INTO price_rule (kind, origin, model, provider, channel_id,"
            + " caller_group, valid_from, valid_until, sheet, from_version) VALUES (:kind, :origin, :model, :provider,"
            + " :channel, :group, :from, :until, :sheet, :version)";

    private PriceTable() {}

    /**
     * From which version on up to which.
     *
     * @param until absent as long as it is in the newest
     */
    record Span(int from, @Nullable Integer until) {
        boolean has(int version) {
            return version >= from && (until == null || version < until);
        }
    }

    /** A rule and the versions that it is in. */
    record SpannedRule(PriceRule rule, Span span) {}

    /** A multiplier and the versions that it is in. */
    record SpannedGroup(GroupFactor group, Span span) {}

    static PriceBook read(Handle handle, int version) {
        List<PriceRule> rules = handle.createQuery(RULES + OF_VERSION)
                .bind("version", version)
                .map((rs, ctx) -> rule(rs))
                .list();
        List<GroupFactor> groups = handle.createQuery(GROUPS + OF_VERSION)
                .bind("version", version)
                .map((rs, ctx) -> group(rs))
                .list();
        return new PriceBook(version, rules, groups);
    }

    static Optional<PriceRule> find(Handle handle, long id) {
        return handle.createQuery(RULES + " WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> rule(rs))
                .findOne();
    }

    static List<SpannedRule> rules(Handle handle) {
        return handle.createQuery(RULES)
                .map((rs, ctx) -> new SpannedRule(rule(rs), span(rs)))
                .list();
    }

    static List<SpannedGroup> groups(Handle handle) {
        return handle.createQuery(GROUPS)
                .map((rs, ctx) -> new SpannedGroup(group(rs), span(rs)))
                .list();
    }

    /** Ends what is not in the new version, and begins what is new in it, or had ended and comes back. */
    static void replace(Handle handle, PriceBook before, PriceBook after) {
        Set<Long> going = new HashSet<>();
        before.rules().forEach(rule -> going.add(rule.id()));
        Set<Long> kept = new HashSet<>();
        after.rules().forEach(rule -> kept.add(rule.id()));
        List<Long> gone = before.rules().stream()
                .map(PriceRule::id)
                .filter(id -> !kept.contains(id))
                .toList();
        end(handle, gone, after.version());
        begin(
                handle,
                after.rules().stream()
                        .filter(rule -> !going.contains(rule.id()))
                        .toList(),
                after.version());
        replaceGroups(handle, before, after);
    }

    private static void end(Handle handle, Collection<Long> gone, int version) {
        if (gone.isEmpty()) {
            return;
        }
        try (PreparedBatch batch =
                handle.prepareBatch("UPDATE price_rule SET until_version = :version WHERE id = :id")) {
            gone.forEach(id -> batch.bind("version", version).bind("id", id).add());
            batch.execute();
        }
    }

    private static void begin(Handle handle, List<PriceRule> rules, int version) {
        if (rules.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(INSERT_RULE)) {
            for (PriceRule rule : rules) {
                batch.bind("kind", rule.kind().name())
                        .bind("origin", rule.origin().name())
                        .bind("model", rule.scope().model())
                        .bind("provider", rule.scope().provider())
                        .bind("channel", rule.scope().channelId())
                        .bind("group", rule.scope().group())
                        .bind("from", millis(rule.from()))
                        .bind("until", millis(rule.until()))
                        .bind("sheet", PriceSheet.text(rule.terms()))
                        .bind("version", version)
                        .add();
            }
            batch.execute();
        }
    }

    private static void replaceGroups(Handle handle, PriceBook before, PriceBook after) {
        List<GroupFactor> gone = new ArrayList<>(before.groups());
        gone.removeAll(after.groups());
        List<GroupFactor> fresh = new ArrayList<>(after.groups());
        fresh.removeAll(before.groups());
        for (GroupFactor group : gone) {
            handle.execute(
                    "UPDATE price_group SET until_version = ? WHERE name = ? AND origin = ? AND until_version IS NULL",
                    after.version(),
                    group.group(),
                    group.origin().name());
        }
        for (GroupFactor group : fresh) {
            handle.execute(
                    "INSERT INTO price_group (name, origin, factor, from_version) VALUES (?, ?, ?, ?)",
                    group.group(),
                    group.origin().name(),
                    group.factor(),
                    after.version());
        }
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static PriceRule rule(ResultSet rs) throws SQLException {
        return new PriceRule(
                rs.getLong("id"),
                Kind.valueOf(rs.getString("kind")),
                Origin.valueOf(rs.getString("origin")),
                new Scope(
                        rs.getString("model"),
                        rs.getString("provider"),
                        rs.getString("channel_id"),
                        rs.getString("caller_group")),
                instant(rs, "valid_from"),
                instant(rs, "valid_until"),
                PriceSheet.parse(rs.getString("sheet")));
    }

    private static GroupFactor group(ResultSet rs) throws SQLException {
        return new GroupFactor(rs.getString("name"), rs.getLong("factor"), Origin.valueOf(rs.getString("origin")));
    }

    private static Span span(ResultSet rs) throws SQLException {
        int from = rs.getInt("from_version");
        int until = rs.getInt("until_version");
        return new Span(from, rs.wasNull() ? null : until);
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
