package dev.sluice.store;

import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.catalog.Strategy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link RoutingRules} over JDBC. */
final class JdbcRoutingRules implements RoutingRules {
    private static final String SELECT = "SELECT seq, id, scope, subject, strategy, fallbacks, policy_fallback,"
            + " canary_channel, canary_percent, hedge_after, hedge_percent, shadow_channel, shadow_percent FROM routing_rule";
    private static final String INSERT = "INSERT INTO routing_rule (id, scope, subject, strategy, fallbacks,"
            + " policy_fallback, canary_channel, canary_percent, hedge_after, hedge_percent, shadow_channel,"
            + " shadow_percent) VALUES (:id, :scope, :subject, :strategy, :fallbacks, :policy, :canary, :percent,"
            + " :hedgeAfter, :hedgePercent, :shadow, :shadowPercent)";
    private static final String UPDATE = "UPDATE routing_rule SET strategy = :strategy, fallbacks = :fallbacks,"
            + " policy_fallback = :policy, canary_channel = :canary, canary_percent = :percent,"
            + " hedge_after = :hedgeAfter, hedge_percent = :hedgePercent, shadow_channel = :shadow,"
            + " shadow_percent = :shadowPercent WHERE id = :id";

    private final Database database;
    private final Configuration configuration;

    JdbcRoutingRules(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(RoutingRule rule) {
        configuration.edit(edit -> {
            Handle h = edit.handle();
            if (count(h) >= MOST) {
                throw new StoreConflict("there are " + MOST + " routing rules already");
            }
            edit.make(Configured.ROUTING_RULE, rule.id());
            bind(h.createUpdate(INSERT), rule)
                    .bind("scope", rule.scope().name())
                    .bind("subject", rule.subject())
                    .execute();
            return rule;
        });
    }

    private static long count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM routing_rule")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<RoutingRule> get(String id) {
        return database.read(h -> h.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> rule(rs))
                .findOne());
    }

    @Override
    public Page<RoutingRule> list(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        List<Row> rows = database.read(h -> h.createQuery(SELECT + " WHERE seq > :from ORDER BY seq LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) -> new Row(rs.getLong("seq"), rule(rs)))
                .list());
        Page<Row> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Row::rule).toList(), page.next());
    }

    private record Row(long seq, RoutingRule rule) {}

    @Override
    public List<RoutingRule> all() {
        return database.read(JdbcRoutingRules::all);
    }

    static List<RoutingRule> all(Handle handle) {
        return handle.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> rule(rs))
                .list();
    }

    @Override
    public boolean update(RoutingRule rule) {
        return edit(rule.id(), h -> bind(h.createUpdate(UPDATE), rule).execute());
    }

    @Override
    public boolean delete(String id) {
        return edit(id, h -> h.execute("DELETE FROM routing_rule WHERE id = ?", id));
    }

    private boolean edit(String id, RowChange change) {
        return configuration.edit(edit -> {
            edit.touch(Configured.ROUTING_RULE, id);
            return change.in(edit.handle()) == 1;
        });
    }

    private interface RowChange {
        int in(Handle handle);
    }

    private static Update bind(Update update, RoutingRule rule) {
        Strategy strategy = rule.strategy();
        Canary canary = rule.canary();
        Hedge hedge = rule.hedge();
        Shadow shadow = rule.shadow();
        Duration after = hedge == null ? null : hedge.after();
        return update.bind("id", rule.id())
                .bind("strategy", strategy == null ? null : strategy.name())
                .bind("fallbacks", Json.texts(rule.fallbacks()))
                .bind("policy", rule.policyFallback() ? 1 : 0)
                .bind("canary", canary == null ? null : canary.channelId())
                .bind("percent", canary == null ? 0 : canary.percent())
                .bind("hedgeAfter", after == null ? null : after.toMillis())
                .bind("hedgePercent", hedge == null ? 0 : hedge.mostPercent())
                .bind("shadow", shadow == null ? null : shadow.channelId())
                .bind("shadowPercent", shadow == null ? 0 : shadow.percent());
    }

    private static RoutingRule rule(ResultSet rs) throws SQLException {
        String strategy = rs.getString("strategy");
        String canary = rs.getString("canary_channel");
        String shadow = rs.getString("shadow_channel");
        return new RoutingRule(
                rs.getString("id"),
                Scope.valueOf(rs.getString("scope")),
                rs.getString("subject"),
                strategy == null ? null : Strategy.valueOf(strategy),
                Json.texts(rs.getString("fallbacks")),
                rs.getBoolean("policy_fallback"),
                canary == null ? null : new Canary(canary, rs.getInt("canary_percent")),
                hedge(rs),
                shadow == null ? null : new Shadow(shadow, rs.getInt("shadow_percent")));
    }

    private static @Nullable Hedge hedge(ResultSet rs) throws SQLException {
        int percent = rs.getInt("hedge_percent");
        long after = rs.getLong("hedge_after");
        Duration wait = rs.wasNull() ? null : Duration.ofMillis(after);
        return percent == 0 ? null : new Hedge(wait, percent);
    }
}
