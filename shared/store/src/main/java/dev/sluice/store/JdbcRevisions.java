package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Revisions} over JDBC. */
final class JdbcRevisions implements Revisions {
    private static final String LINES =
            "SELECT number, changed_at, author, note, kind, subject, before_row, after_row FROM revision";

    private final Database database;
    private final Configuration configuration;

    JdbcRevisions(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public Page<Revision> list(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long below = after == null ? Long.MAX_VALUE : Pages.number(after);
        List<Revision> found = database.snapshot(h -> {
            List<Long> numbers = h.createQuery("SELECT DISTINCT number FROM revision WHERE number < :below"
                            + " ORDER BY number DESC LIMIT :limit")
                    .bind("below", below)
                    .bind("limit", limit + 1)
                    .mapTo(Long.class)
                    .list();
            return numbers.isEmpty() ? List.of() : between(h, numbers.getLast(), numbers.getFirst());
        });
        return Pages.cut(found, limit, revision -> String.valueOf(revision.number()));
    }

    @Override
    public Optional<Revision> get(long number) {
        return database.read(h -> between(h, number, number)).stream().findFirst();
    }

    private record Line(Revision head, Revision.Change change) {}

    /** Newest first. */
    private static List<Revision> between(Handle handle, long from, long to) {
        Map<Long, List<Line>> byNumber = new LinkedHashMap<>();
        handle.createQuery(LINES + " WHERE number BETWEEN :from AND :to ORDER BY number DESC, line")
                .bind("from", from)
                .bind("to", to)
                .map((rs, ctx) -> line(rs))
                .forEach(line -> byNumber.computeIfAbsent(line.head().number(), n -> new ArrayList<>())
                        .add(line));
        return byNumber.values().stream().map(JdbcRevisions::whole).toList();
    }

    private static Revision whole(List<Line> lines) {
        Revision head = lines.getFirst().head();
        List<Revision.Change> changes = lines.stream().map(Line::change).toList();
        return new Revision(head.number(), head.at(), head.author(), head.note(), changes);
    }

    private static Line line(ResultSet rs) throws SQLException {
        return new Line(
                new Revision(
                        rs.getLong("number"),
                        Instant.ofEpochMilli(rs.getLong("changed_at")),
                        rs.getString("author"),
                        rs.getString("note"),
                        List.of()),
                new Revision.Change(
                        rs.getString("kind"),
                        rs.getString("subject"),
                        rs.getString("before_row"),
                        rs.getString("after_row")));
    }

    @Override
    public Optional<Restoration> restore(long number, boolean rehearsal) {
        // What a rehearsal writes is only written to see that it can be.
        return rehearsal
                ? database.rehearse(h -> goBack(h, number, false))
                : database.write(h -> goBack(h, number, true));
    }

    private Optional<Restoration> goBack(Handle handle, long number, boolean forGood) throws SQLException {
        if (!isKept(handle, number)) {
            return Optional.empty();
        }
        Edit edit = new Edit(handle, database.dialect());
        List<Left> left = new Restoring(edit, now(handle)).goBackTo(number);
        List<Revision.Change> changes = edit.changes();
        if (changes.isEmpty()) {
            handle.rollback();
            AuditTrail.noteNothing();
        }
        long generation = forGood && !changes.isEmpty()
                ? edit.end(configuration.author(), "restored " + number)
                : Generation.read(handle);
        return Optional.of(new Restoration(generation, changes, left));
    }

    /** Whether all that came after it is known. */
    private static boolean isKept(Handle handle, long number) {
        long present = Generation.read(handle);
        long oldest = handle.createQuery("SELECT COALESCE(MIN(number), :present + 1) FROM revision")
                .bind("present", present)
                .mapTo(Long.class)
                .one();
        return number <= present && number >= oldest - 1;
    }

    private Instant now(Handle handle) {
        return Instant.ofEpochMilli(
                handle.createQuery("SELECT " + database.dialect().nowMillis())
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public Optional<String> version(Versioned.Subject subject) {
        return switch (subject.kind()) {
            case JdbcRedemptions.KIND -> database.read(h -> JdbcRedemptions.version(h, subject.id(), ""));
            case JdbcAnnouncements.KIND -> database.read(h -> JdbcAnnouncements.version(h, subject.id(), ""));
            default ->
                Configured.of(subject.kind())
                        .flatMap(what -> database.read(h -> SettingsRow.read(h, what, subject.id(), "")))
                        .map(SettingsRow::version);
        };
    }

    @Override
    public int drop(Duration kept) {
        int most = database.dialect().bite().rows();
        return database.write(h -> {
            long before = now(h).minus(kept).toEpochMilli();
            Optional<Long> upTo = h.createQuery("SELECT MAX(number) FROM (SELECT number FROM revision"
                            + " WHERE changed_at < :before ORDER BY number LIMIT :most) oldest")
                    .bind("before", before)
                    .bind("most", most)
                    .mapTo(Long.class)
                    .findOne();
            return upTo.isEmpty() ? 0 : h.execute("DELETE FROM revision WHERE number <= ?", upTo.get());
        });
    }
}
