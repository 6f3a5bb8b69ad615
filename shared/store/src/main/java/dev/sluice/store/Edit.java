package dev.sluice.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * One change of the configuration while it is made: whatever it is about to write is named here first, so that it can be
 * kept how it was before. {@link Configuration} ends it.
 */
final class Edit {
    private final Handle handle;
    private final SqlDialect dialect;
    private final Map<Subject, Optional<SettingsRow>> touched = new LinkedHashMap<>();
    private boolean isInVain;

    /** One row of the configuration. */
    record Subject(Configured what, String id) {}

    private record Line(Subject subject, Optional<SettingsRow> before, Optional<SettingsRow> after) {}

    Edit(Handle handle, SqlDialect dialect) {
        this.handle = handle;
        this.dialect = dialect;
    }

    Handle handle() {
        return handle;
    }

    SqlDialect dialect() {
        return dialect;
    }

    /** Locks what is about to be changed or deleted, and keeps how it is; absent if there is no such row. */
    Optional<SettingsRow> touch(Configured what, String id) {
        return touched.computeIfAbsent(new Subject(what, id), it -> {
            Optional<SettingsRow> row = SettingsRow.read(handle, what, id, dialect.forUpdate());
            Versioned.check(what.word(), id, row.map(SettingsRow::version).orElse(null));
            return row;
        });
    }

    /** Names what is about to be made. */
    void make(Configured what, String id) {
        touched.put(new Subject(what, id), Optional.empty());
    }

    /** Says that all was so already: there is no new generation, for which every node would read all anew. */
    void leave() {
        isInVain = true;
    }

    /** What has become different so far. */
    List<Revision.Change> changes() {
        return lines().stream().filter(Edit::isDifferent).map(Edit::change).toList();
    }

    private static Revision.Change change(Line line) {
        return new Revision.Change(
                line.subject().what().word(),
                line.subject().id(),
                line.before().map(SettingsRow::text).orElse(null),
                line.after().map(SettingsRow::text).orElse(null));
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>(touched.size());
        touched.forEach((subject, before) ->
                lines.add(new Line(subject, before, SettingsRow.read(handle, subject.what(), subject.id(), ""))));
        return lines;
    }

    private static void noteVersion(Line line) {
        line.after()
                .ifPresent(row -> Versioned.note(
                        line.subject().what().word(), line.subject().id(), row.version()));
    }

    private static boolean isDifferent(Line line) {
        return line.before().isPresent() != line.after().isPresent()
                || line.before()
                        .map(before -> before.differs(line.after().orElseThrow()))
                        .orElse(false);
    }

    /**
     * Makes a new generation, and a revision of it, unless nothing was there to be changed, or all was so already. Last in the
     * transaction, since the generation's row locks all other changes out.
     *
     * @return the generation
     */
    long end(String author, @Nullable String note) {
        List<Line> lines = lines();
        lines.forEach(Edit::noteVersion);
        if (isInVain
                || lines.stream()
                        .allMatch(
                                line -> line.before().isEmpty() && line.after().isEmpty())) {
            AuditTrail.noteNothing();
            return Generation.read(handle);
        }
        List<Line> different = lines.stream().filter(Edit::isDifferent).toList();
        AuditTrail.note(different.stream().map(Edit::change).toList());
        handle.execute("UPDATE generation SET number = number + 1 WHERE id = 1");
        long number = Generation.read(handle);
        write(number, different, author, note);
        return number;
    }

    private void write(long number, List<Line> lines, String author, @Nullable String note) {
        if (lines.isEmpty()) {
            return;
        }
        String insert =
                "INSERT INTO revision (number, line, changed_at, author, note, kind, subject, before_row, after_row,"
                        + " sealed_secret, sealed_proxy) VALUES (:number, :line, " + dialect.nowMillis()
                        + ", :author, :note, :kind, :subject, :before, :after, :secret, :login)";
        try (PreparedBatch batch = handle.prepareBatch(insert)) {
            for (Line line : lines) {
                Optional<SettingsRow> before = line.before();
                byte[] secret = before.isEmpty() ? null : before.get().secret();
                byte[] login = before.isEmpty() ? null : before.get().proxyLogin();
                batch.bind("number", number)
                        .bind("line", batch.size())
                        .bind("author", author)
                        .bind("note", note)
                        .bind("kind", line.subject().what().word())
                        .bind("subject", line.subject().id())
                        .bind("before", before.map(SettingsRow::text).orElse(null))
                        .bind("after", line.after().map(SettingsRow::text).orElse(null))
                        .bind("secret", secret)
                        .bind("login", login)
                        .add();
            }
            batch.execute();
        }
    }
}
