package dev.sluice.store;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of budgets that a batch of bills has brought past their soft limit, in the transaction that books it. */
final class SoftLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SoftLimits.class);

    private SoftLimits() {}

    private record Passed(String account, String budget, long granted, long left) {}

    /** To be asked after the accounts were written; they are locked, so nobody else tells of the same. */
    static void check(Handle handle, Collection<String> accounts) {
        List<String> periods =
                accounts.stream().filter(id -> id.startsWith(Account.BUDGET)).toList();
        if (periods.isEmpty()) {
            return;
        }
        handle.createQuery("SELECT p.account, p.budget, p.granted, a.posted FROM budget_period p"
                        + " JOIN account a ON a.id = p.account"
                        + " WHERE p.account IN (<periods>) AND a.posted <= p.warn_at")
                .bindList("periods", periods)
                .map((rs, ctx) -> new Passed(rs.getString(1), rs.getString(2), rs.getLong(3), rs.getLong(4)))
                .list()
                .forEach(passed -> tell(handle, passed));
    }

    private static void tell(Handle handle, Passed passed) {
        long spent = passed.granted() - passed.left();
        JdbcNotices.insert(
                handle,
                new JdbcNotices.Fresh(
                        Notice.Kind.BUDGET_SOFT_LIMIT, passed.budget(), passed.account(), spent, passed.granted()));
        handle.execute("UPDATE budget_period SET warn_at = NULL WHERE account = ?", passed.account());
        LOG.warn(
                "event=budget_soft_limit budget={} account={} spent={} limit={}",
                passed.budget(),
                passed.account(),
                spent,
                passed.granted());
    }
}
