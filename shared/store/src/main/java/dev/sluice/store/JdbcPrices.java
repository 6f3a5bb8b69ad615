package dev.sluice.store;

import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.PriceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@link Prices} over JDBC. */
final class JdbcPrices implements Prices {
    /** Clocks of nodes differ: a version that begins so soon does not wait for its time, it is in force. */
    private static final Duration SOON = Duration.ofMinutes(1);

    static final String VERSIONS = "SELECT version, valid_from, created_at, source, note FROM price_version p";

    private final Database database;
    private final Configuration configuration;

    JdbcPrices(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public PriceBook publish(PriceChange change) {
        return configuration.editOnce(edit -> {
            Handle h = edit.handle();
            // Changes follow one another. The row is locked first, and its number raised last if there is something
            // new.
            h.createQuery("SELECT number FROM generation WHERE id = 1"
                            + database.dialect().forUpdate())
                    .mapTo(Long.class)
                    .one();
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            boolean atOnce = change.origin() == Origin.FILE && change.validFrom() == null;
            List<PriceVersion> scheduled = atOnce ? ScheduledPrices.after(h, now.plus(SOON)) : List.of();
            return scheduled.isEmpty() ? append(edit, change, now) : squeezeIn(edit, change, scheduled, now);
        });
    }

    private static PriceBook append(Edit edit, PriceChange change, Instant now) {
        Handle handle = edit.handle();
        PriceBook before = newest(handle);
        PriceBook after = after(before, change);
        if (after == before) {
            return before;
        }
        return write(edit, before, after, version(after, beginning(handle, change, now), now, change));
    }

    /**
     * Files say what holds now, so they do not wait for what is scheduled: their version is built on the one in force, and
     * what is scheduled is built anew on top of it, for the same times.
     */
    private static PriceBook squeezeIn(Edit edit, PriceChange change, List<PriceVersion> scheduled, Instant now) {
        Handle handle = edit.handle();
        PriceBook newest = newest(handle);
        PriceBook before = PriceTable.read(handle, versionAt(handle, now));
        PriceBook after = before.with(change, Math.max(change.version(), Math.addExact(newest.version(), 1)));
        if (after == before) {
            return before;
        }
        PriceBook begun = write(edit, newest, after, version(after, now, now, change));
        PriceBook last = begun;
        for (PriceVersion due : scheduled) {
            PriceBook then = PriceTable.read(handle, due.version()).with(change, Math.addExact(last.version(), 1));
            PriceBook built =
                    new PriceBook(Math.addExact(last.version(), 1), sharing(then.rules(), last), then.groups());
            last = write(
                    edit,
                    last,
                    built,
                    new PriceVersion(built.version(), due.validFrom(), now, due.source(), due.note()));
        }
        return begun;
    }

    /** The same rules, by their numbers in another book where that says the same. */
    private static List<PriceRule> sharing(List<PriceRule> rules, PriceBook with) {
        Map<PriceRule, PriceRule> theirs = new HashMap<>();
        with.rules().forEach(rule -> theirs.put(rule.numbered(0), rule));
        return rules.stream()
                .map(rule -> theirs.getOrDefault(rule.numbered(0), rule))
                .toList();
    }

    private static PriceVersion version(PriceBook book, Instant from, Instant now, PriceChange change) {
        return new PriceVersion(book.version(), from, now, RequestTable.clip(change.source(), 255), change.note());
    }

    private static PriceBook write(Edit edit, PriceBook before, PriceBook after, PriceVersion version) {
        Handle handle = edit.handle();
        edit.make(Configured.PRICES, String.valueOf(version.version()));
        insert(handle, version);
        PriceTable.replace(handle, before, after);
        return PriceTable.read(handle, after.version());
    }

    private static PriceBook after(PriceBook before, PriceChange change) {
        return before.with(change, Math.max(change.version(), Math.addExact(before.version(), 1)));
    }

    private static PriceBook newest(Handle handle) {
        int version = number(handle, "SELECT MAX(version) FROM price_version");
        return version == 0 ? PriceBook.EMPTY : PriceTable.read(handle, version);
    }

    private static int number(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(Integer.class).findOne().orElse(0);
    }

    private static void insert(Handle handle, PriceVersion version) {
        handle.createUpdate("INSERT INTO price_version (version, valid_from, created_at, source, note)"
                        + " VALUES (:version, :from, :created, :source, :note)")
                .bind("version", version.version())
                .bind("from", version.validFrom().toEpochMilli())
                .bind("created", version.createdAt().toEpochMilli())
                .bind("source", version.source())
                .bind("note", version.note())
                .execute();
    }

    /** A version never begins before the one that it is built on, so that the newest that has begun is the one in force. */
    private static Instant beginning(Handle handle, PriceChange change, Instant now) {
        Instant last = Instant.ofEpochMilli(handle.createQuery("SELECT MAX(valid_from) FROM price_version")
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
        Instant wanted = change.validFrom();
        boolean patient = change.origin() == Origin.FILE || (wanted == null && last.isBefore(now.plus(SOON)));
        if (patient) {
            Instant begins = wanted == null ? now : wanted;
            return begins.isBefore(last) ? last : begins;
        }
        if (wanted == null || wanted.isBefore(last)) {
            throw new IllegalArgumentException("the newest version begins at " + last
                    + ", and this one is built on it: let it begin then or later, or give its rules a time");
        }
        return wanted;
    }

    @Override
    public PriceBook preview(PriceChange change) {
        return database.snapshot(h -> after(newest(h), change));
    }

    @Override
    public Optional<PriceBook> book(int version) {
        return database.snapshot(h -> {
            int found = h.createQuery("SELECT COUNT(*) FROM price_version WHERE version = :version")
                    .bind("version", version)
                    .mapTo(Integer.class)
                    .one();
            return found == 0 ? Optional.empty() : Optional.of(PriceTable.read(h, version));
        });
    }

    /** A node whose clock is behind when the first version is made begins with that. */
    @Override
    public int versionAt(Instant at) {
        return database.read(h -> versionAt(h, at));
    }

    private static int versionAt(Handle handle, Instant at) {
        return handle.createQuery("SELECT COALESCE("
                        + "(SELECT MAX(version) FROM price_version WHERE valid_from <= :at),"
                        + " (SELECT MIN(version) FROM price_version), 0)")
                .bind("at", at.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public Optional<PriceRule> find(long ruleId) {
        return database.read(h -> PriceTable.find(h, ruleId));
    }

    @Override
    public Page<PriceVersion> versions(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long below = after == null ? Long.MAX_VALUE : Pages.number(after);
        List<PriceVersion> versions = database.read(h -> {
            try (Query query = h.createQuery(VERSIONS + " WHERE version < :below ORDER BY version DESC LIMIT :limit")) {
                return query.bind("below", below)
                        .bind("limit", limit + 1)
                        .map((rs, ctx) -> ScheduledPrices.version(rs))
                        .list();
            }
        });
        return Pages.cut(versions, limit, version -> String.valueOf(version.version()));
    }

    @Override
    public Replay replay(PriceBook book, Instant from, Instant until) {
        return database.longSurvey(h -> new Replaying(h, book).run(from, until));
    }
}
