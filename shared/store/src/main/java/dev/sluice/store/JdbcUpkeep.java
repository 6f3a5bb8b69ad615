package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * {@link Upkeep} over JDBC. Every transaction begins by taking the turn again, which locks its row: two nodes never write
 * at once, and who has lost the turn writes nothing.
 */
final class JdbcUpkeep implements Upkeep {
    /** Each may be some kilobytes long. */
    private static final int LINES_OF_LOG = 500;

    private final Database database;
    private final RollUpAhead ahead;
    private final SqlDialect.Bite bite;

    JdbcUpkeep(Database database, RollUpAhead ahead) {
        this.database = database;
        this.ahead = ahead;
        this.bite = database.dialect().bite();
    }

    private boolean hasTurn(Handle handle, String holder) {
        return JdbcJobs.take(handle, database.dialect(), Job.UPKEEP, holder);
    }

    @Override
    public int rollUp(String holder) {
        int rows = 0;
        boolean goOn = true;
        while (goOn && rows == 0) {
            Optional<RollUpBatch> next =
                    database.view(JdbcUpkeep::farthestBehind).map(this::batch);
            goOn = next.isPresent()
                    && database.write(h -> hasTurn(h, holder) && next.get().write(h));
            rows = goOn ? next.get().rows() : 0;
        }
        return rows;
    }

    private RollUpBatch batch(Behind behind) {
        int node = behind.stretch().node();
        ahead.begin(node, behind.applied());
        return ahead.take(node, behind.stretch().after())
                .orElseGet(() ->
                        database.view(h -> RollUpBatch.read(h, behind.stretch().upTo(ahead.begins(node)), bite)));
    }

    /**
     * What of a node is not rolled up.
     *
     * @param applied how far its books were when it was looked
     */
    private record Behind(RollUpBatch.Stretch stretch, long applied) {}

    private static Optional<Behind> farthestBehind(Handle handle) {
        return handle.createQuery("SELECT n.number, COALESCE(r.rolled_to, 0), n.last_row, n.applied FROM node n"
                        + " LEFT JOIN roll_up r ON r.node = n.number"
                        + " WHERE n.number > 0 AND n.last_row > COALESCE(r.rolled_to, 0)"
                        + " ORDER BY n.last_row - COALESCE(r.rolled_to, 0) DESC LIMIT 1")
                .map((rs, ctx) ->
                        new Behind(new RollUpBatch.Stretch(rs.getInt(1), rs.getLong(2), rs.getLong(3)), rs.getLong(4)))
                .findOne();
    }

    @Override
    public int dropRequests(String holder, Duration kept) {
        long before = now() - kept.toMillis();
        for (RequestDrop.Stretch stretch : database.view(JdbcUpkeep::rolledUp)) {
            RequestDrop drop = database.view(h -> RequestDrop.read(h, stretch, before, bite.rows()));
            if (drop.requests() > 0) {
                return database.write(h -> hasTurn(h, holder) && isStill(h, stretch) && write(h, drop))
                        ? drop.requests()
                        : 0;
            }
        }
        return 0;
    }

    private static List<RequestDrop.Stretch> rolledUp(Handle handle) {
        return handle.createQuery("SELECT n.number, n.rows_from, r.rolled_to FROM node n"
                        + " JOIN roll_up r ON r.node = n.number WHERE n.rows_from <= r.rolled_to ORDER BY n.number")
                .map((rs, ctx) -> new RequestDrop.Stretch(rs.getInt(1), rs.getLong(2), rs.getLong(3)))
                .list();
    }

    private static boolean isStill(Handle handle, RequestDrop.Stretch stretch) {
        return handle.createQuery("SELECT rows_from FROM node WHERE number = :node")
                        .bind("node", stretch.node())
                        .mapTo(Long.class)
                        .one()
                == stretch.from();
    }

    private static boolean write(Handle handle, RequestDrop drop) {
        drop.write(handle);
        return true;
    }

    @Override
    public int dropExplanations(String holder, Duration kept, int most) {
        long before = kept.isZero() ? Long.MIN_VALUE : now() - kept.toMillis();
        long upTo = database.view(h -> JdbcExplanations.endOfOld(h, before, most, bite.lines()));
        return upTo > 0 ? database.write(h -> hasTurn(h, holder) ? JdbcExplanations.drop(h, upTo) : 0) : 0;
    }

    @Override
    public int dropHours(String holder, Duration kept) {
        long before = Slot.DAY.startOf(now() - kept.toMillis());
        List<UsageKey> old = database.view(h -> h.createQuery("SELECT " + UsageKey.COLUMNS
                        + " FROM usage_hour WHERE starts_at < :before ORDER BY " + UsageKey.COLUMNS + " LIMIT :most")
                .bind("before", before)
                .bind("most", bite.rows())
                .map((rs, ctx) -> UsageKey.read(rs))
                .list());
        return !old.isEmpty() && database.write(h -> hasTurn(h, holder) && dropLines(h, old, before)) ? old.size() : 0;
    }

    @Override
    public int dropAuditLog(String holder, Duration kept) {
        long before = Slot.DAY.startOf(now() - kept.toMillis());
        return database.write(h -> hasTurn(h, holder)
                ? new AuditChain(h).drop(before, Math.min(bite.rows(), LINES_OF_LOG), database.dialect())
                : 0);
    }

    private static boolean dropLines(Handle handle, List<UsageKey> lines, long before) throws SQLException {
        handle.execute("UPDATE job_lease SET done_to = ? WHERE name = 'upkeep' AND done_to < ?", before, before);
        handle.execute("DELETE FROM unbilled_use WHERE starts_at < ?", before);
        for (String table : List.of(Slot.HOUR.table(), Slot.HOUR.unitTable())) {
            try (PreparedStatement statement =
                    handle.getConnection().prepareStatement("DELETE FROM " + table + " WHERE " + UsageKey.EQUAL)) {
                for (UsageKey line : lines) {
                    line.bind(statement, 1);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        return true;
    }

    private long now() {
        String now = database.dialect().nowMillis();
        return database.view(
                h -> h.createQuery("SELECT " + now).mapTo(Long.class).one());
    }

    @Override
    public RollUpCheck check() {
        return database.snapshot(h -> {
            database.unhurried(h);
            return new RollUpAudit(h).check();
        });
    }
}
