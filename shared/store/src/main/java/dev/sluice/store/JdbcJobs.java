package dev.sluice.store;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** {@link Jobs} over JDBC. */
final class JdbcJobs implements Jobs {
    private final Database database;
    private final String now;

    JdbcJobs(Database database) {
        this.database = database;
        this.now = database.dialect().nowMillis();
    }

    @Override
    public Set<Job> take(String holder) {
        return database.write(h -> {
            h.createUpdate(taking(now) + " AND name <> :other")
                    .bind("holder", holder)
                    .bind("other", Job.PROBES.word())
                    .execute();
            Set<Job> mine = EnumSet.noneOf(Job.class);
            leases(h).stream()
                    .filter(lease -> lease.holder().equals(holder))
                    .map(Lease::job)
                    .filter(job -> job != Job.PROBES)
                    .forEach(mine::add);
            return mine;
        });
    }

    @Override
    public boolean take(Job job, String holder) {
        return database.write(h -> take(h, database.dialect(), job, holder));
    }

    private static String taking(String now) {
        return "UPDATE job_lease SET holder = :holder, lease_until = " + now + " + " + TURN.toMillis()
                + " WHERE (holder = :holder OR lease_until < " + now + ")";
    }

    /** Takes or keeps one job within a transaction; its row stays locked, so that two nodes never do the job at once. */
    static boolean take(Handle handle, SqlDialect dialect, Job job, String holder) {
        return handle.createUpdate(taking(dialect.nowMillis()) + " AND name = :job")
                        .bind("holder", holder)
                        .bind("job", job.word())
                        .execute()
                == 1;
    }

    @Override
    public void leave(String holder) {
        database.write(h -> h.execute("UPDATE job_lease SET lease_until = 0 WHERE holder = ?", holder));
    }

    @Override
    public List<Lease> held() {
        return database.read(this::leases);
    }

    /** Jobs of a newer version are left out. */
    private List<Lease> leases(Handle handle) {
        return handle
                .createQuery("SELECT name, holder, lease_until - " + now + " FROM job_lease WHERE lease_until >= " + now
                        + " ORDER BY name")
                .map((rs, ctx) -> {
                    String holder = rs.getString(2);
                    Duration left = Duration.ofMillis(rs.getLong(3));
                    return Job.of(rs.getString(1)).map(job -> new Lease(job, holder, left));
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
