package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * {@link Budgets} over JDBC. Whoever makes, changes or deletes the period of a budget has locked the budget's row, and whoever
 * writes its account has locked that, so that "look, then write" needs no more.
 */
final class JdbcBudgets implements Budgets {
    private static final String SELECT =
            "SELECT seq, id, name, scope, subject, model, period, unit, most, soft_percent, enabled FROM budget";
    private static final String INSERT =
            "INSERT INTO budget (id, name, scope, subject, model, period, unit, most, soft_percent, enabled)"
                    + " VALUES (:id, :name, :scope, :subject, :model, :period, :unit, :most, :soft, :enabled)";
    private static final String RUNNING = " WHERE budget = :budget AND (ends_at IS NULL OR ends_at > :now)";

    private final Database database;
    private final Configuration configuration;

    JdbcBudgets(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(Budget budget) {
        configuration.edit(edit -> {
            Handle h = edit.handle();
            if (count(h) >= MOST) {
                throw new StoreConflict("there are " + MOST + " budgets already");
            }
            edit.make(Configured.BUDGET, budget.id());
            Budget.Scope scope = budget.scope();
            bind(h.createUpdate(INSERT), budget)
                    .bind("scope", scope.kind().name())
                    .bind("subject", scope.subject())
                    .bind("model", scope.model())
                    .bind("period", budget.period().name())
                    .bind("unit", budget.unit().name())
                    .execute();
            return budget;
        });
    }

    private static long count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM budget")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<Budget> get(String id) {
        return database.read(h -> get(h, id, ""));
    }

    static Optional<Budget> get(Handle handle, String id, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((rs, ctx) -> budget(rs))
                .findOne();
    }

    @Override
    public Page<Budget> list(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        List<Row> rows = database.read(h -> h.createQuery(SELECT + " WHERE seq > :from ORDER BY seq LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) -> new Row(rs.getLong("seq"), budget(rs)))
                .list());
        Page<Row> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Row::budget).toList(), page.next());
    }

    private record Row(long seq, Budget budget) {}

    @Override
    public List<Budget> inForce() {
        return database.read(h -> h.createQuery(SELECT + " WHERE enabled = 1 ORDER BY seq")
                .map((rs, ctx) -> budget(rs))
                .list());
    }

    @Override
    public boolean update(Budget budget, Instant now) {
        return configuration.edit(edit -> {
            Handle h = edit.handle();
            edit.touch(Configured.BUDGET, budget.id());
            Optional<Budget> old = get(h, budget.id(), database.dialect().forUpdate());
            if (old.isEmpty()) {
                return false;
            }
            bind(
                            h.createUpdate("UPDATE budget SET name = :name, most = :most, soft_percent = :soft,"
                                    + " enabled = :enabled WHERE id = :id"),
                            budget)
                    .execute();
            follow(h, budget, now);
            return true;
        });
    }

    /** Running periods get as much more, or less, as the limit does. */
    static void follow(Handle handle, Budget budget, Instant now) {
        for (Period period : running(handle, budget.id(), now)) {
            change(handle, period.account(), budget, Math.subtractExact(budget.limit(), period.granted()));
        }
    }

    private record Period(String account, long granted) {}

    private static List<Period> running(Handle handle, String budgetId, Instant now) {
        return handle.createQuery("SELECT account, granted FROM budget_period" + RUNNING + " ORDER BY account")
                .bind("budget", budgetId)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> new Period(rs.getString(1), rs.getLong(2)))
                .list();
    }

    /** A period that was warned of once is not warned of again. */
    private static void change(Handle handle, String account, Budget budget, long more) {
        handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", more, account);
        Long warnAt = JdbcNotices.exists(handle, Notice.Kind.BUDGET_SOFT_LIMIT, account) ? null : budget.warnAt();
        handle.createUpdate("UPDATE budget_period SET granted = :granted, warn_at = :warn WHERE account = :account")
                .bind("granted", budget.limit())
                .bind("warn", warnAt)
                .bind("account", account)
                .execute();
    }

    @Override
    public boolean delete(String id, Instant now) {
        return configuration.edit(edit -> {
            edit.touch(Configured.BUDGET, id);
            return delete(edit.handle(), id, now);
        });
    }

    static boolean delete(Handle handle, String id, Instant now) {
        if (handle.execute("DELETE FROM budget WHERE id = ?", id) == 0) {
            return false;
        }
        handle.createUpdate("UPDATE budget_period SET ends_at = :now, warn_at = NULL" + RUNNING)
                .bind("budget", id)
                .bind("now", now.toEpochMilli())
                .execute();
        return true;
    }

    /** A budget that comes back goes on with the period that ended when it was deleted, and with what was used of it. */
    static void reopen(Handle handle, Budget budget, Instant now) {
        Account period = budget.accountAt(now);
        Instant end = budget.period().end(period.start());
        handle.createUpdate("UPDATE budget_period SET ends_at = :end WHERE account = :account")
                .bind("end", end == null ? null : end.toEpochMilli())
                .bind("account", period.id())
                .execute();
        follow(handle, budget, now);
    }

    @Override
    public boolean open(Account period) {
        return database.writeOnce(h -> {
            Optional<Budget> budget =
                    get(h, period.budgetId(), database.dialect().forUpdate());
            if (budget.isEmpty() || isOpen(h, period)) {
                return false;
            }
            open(h, period, budget.get());
            return true;
        });
    }

    private static boolean isOpen(Handle handle, Account period) {
        return handle.createQuery("SELECT id FROM account WHERE id = :id")
                .bind("id", period.id())
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    private static void open(Handle handle, Account period, Budget budget) {
        Instant end = budget.period().end(period.start());
        handle.execute(
                "INSERT INTO account (id, kind, posted, held, lowest) VALUES (?, 'allowance', ?, 0, NULL)",
                period.id(),
                budget.limit());
        handle.createUpdate("INSERT INTO budget_period (account, budget, starts_at, ends_at, granted, warn_at)"
                        + " VALUES (:account, :budget, :start, :end, :granted, :warn)")
                .bind("account", period.id())
                .bind("budget", budget.id())
                .bind("start", period.start().toEpochMilli())
                .bind("end", end == null ? null : end.toEpochMilli())
                .bind("granted", budget.limit())
                .bind("warn", budget.warnAt())
                .execute();
    }

    @Override
    public Optional<Standing> standing(Budget budget, Instant moment) {
        String account = budget.accountAt(moment).id();
        return database.read(h -> h.createQuery("SELECT p.granted, a.posted, a.held,"
                        + " (SELECT COUNT(*) FROM notice n WHERE n.account = a.id) AS notices"
                        + " FROM budget_period p JOIN account a ON a.id = p.account WHERE p.account = :account")
                .bind("account", account)
                .map((rs, ctx) -> new Standing(
                        rs.getLong("granted"),
                        rs.getLong("granted") - rs.getLong("posted"),
                        rs.getLong("held"),
                        rs.getLong("notices") > 0))
                .findOne());
    }

    @Override
    public int sweep(Instant before, int most) {
        List<String> over = database.read(h -> h.createQuery("SELECT p.account FROM budget_period p"
                        + " JOIN account a ON a.id = p.account WHERE p.ends_at <= :before AND a.held = 0"
                        + " ORDER BY p.ends_at LIMIT :most")
                .bind("before", before.toEpochMilli())
                .bind("most", most)
                .mapTo(String.class)
                .list());
        int swept = 0;
        for (String account : over) {
            swept += database.write(h -> drop(h, account));
        }
        return swept;
    }

    /** The account first: from then on nobody else writes its slices. */
    private static int drop(Handle handle, String account) {
        if (handle.execute("DELETE FROM account WHERE id = ? AND held = 0", account) == 0) {
            return 0;
        }
        handle.execute("DELETE FROM slice WHERE account = ?", account);
        return handle.execute("DELETE FROM budget_period WHERE account = ?", account);
    }

    private static Update bind(Update update, Budget budget) {
        return update.bind("id", budget.id())
                .bind("name", budget.name())
                .bind("most", budget.limit())
                .bind("soft", budget.softPercent())
                .bind("enabled", budget.enabled() ? 1 : 0);
    }

    private static Budget budget(ResultSet rs) throws SQLException {
        int soft = rs.getInt("soft_percent");
        Integer softPercent = rs.wasNull() ? null : soft;
        return new Budget(
                rs.getString("id"),
                rs.getString("name"),
                new Budget.Scope(
                        Budget.Kind.valueOf(rs.getString("scope")), rs.getString("subject"), rs.getString("model")),
                BudgetPeriod.valueOf(rs.getString("period")),
                Unit.valueOf(rs.getString("unit")),
                rs.getLong("most"),
                softPercent,
                rs.getBoolean("enabled"));
    }
}
