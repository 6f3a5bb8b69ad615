package dev.sluice.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the audit log as a chain of digests: each covers what its line says and the digest before. There is one chain
 * for all nodes; its end is a row that whoever appends has locked, last in the transaction and so for the length of a commit.
 */
final class AuditChain {
    static final String COLUMNS =
            "number, done_at, actor, address, request_id, action, subject, given, changes, digest";

    private static final int FETCH = 500;
    private static final HexFormat HEX = HexFormat.of();
    /** What a checkpoint says; whatever else is in its place, somebody has changed. */
    private static final Pattern GIVEN =
            Pattern.compile("\\{\"number\":(\\d{1,18}),\"digest\":\"((?:[0-9a-f]{2})+)\"}");

    private final Handle handle;
    private final MessageDigest sha256 = Digests.sha256();

    AuditChain(Handle handle) {
        this.handle = handle;
    }

    /**
     * A link of the chain.
     *
     * @param digest hexadecimal, empty before the first line
     */
    private record Link(long number, String digest) {}

    void append(Act act, String changes, SqlDialect dialect) {
        Link end = end(dialect.forUpdate());
        long now = handle.createQuery("SELECT " + dialect.nowMillis())
                .mapTo(Long.class)
                .one();
        AuditRecord fresh = new AuditRecord(end.number() + 1, Instant.ofEpochMilli(now), act, changes, "");
        byte[] digest = HEX.parseHex(digest(end.digest(), fresh));
        handle.execute(
                "INSERT INTO audit_log (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                fresh.number(),
                now,
                act.actor(),
                act.address(),
                act.requestId(),
                act.action(),
                act.subject(),
                act.given(),
                changes,
                digest);
        handle.execute("UPDATE audit_end SET number = ?, digest = ? WHERE id = 1", fresh.number(), digest);
    }

    private Link end(String lock) {
        return handle.createQuery("SELECT number, digest FROM audit_end WHERE id = 1" + lock)
                .map((rs, ctx) -> new Link(rs.getLong(1), hex(rs.getBytes(2))))
                .one();
    }

    /** How many lines are not what was written, or are missing but for those that were dropped by policy; all lines are read. */
    long broken() {
        return broken(0);
    }

    /** As {@link #broken()} of the newest lines only. */
    long brokenOfNewest(int lines) {
        return broken(Math.max(0, end("").number() - lines));
    }

    private long broken(long after) {
        Link end = end("");
        Link start = start();
        // All that is there is looked at in full, also what should have been dropped.
        Checked checked = new Checked(after <= start.number() ? start : before(after));
        go(checked, after <= start.number() ? 0 : after, Long.MAX_VALUE);
        return checked.broken + (checked.last.equals(end) ? 0 : 1);
    }

    private void go(Checked checked, long after, long upTo) {
        try (Query query = handle.createQuery("SELECT " + COLUMNS
                                + " FROM audit_log WHERE number > :after AND number <= :upTo ORDER BY number")
                        .bind("after", after)
                        .bind("upTo", upTo)
                        .setFetchSize(FETCH);
                Stream<AuditRecord> lines = query.map((rs, ctx) -> record(rs)).stream()) {
            lines.forEach(checked::look);
        }
    }

    /**
     * Deletes the oldest lines, unless they are not what was written, and appends a line that says with which digest they
     * ended: the chain goes on from there.
     *
     * @param before lines that were written earlier may go
     * @param most of them at once
     * @return how many
     */
    int drop(long before, int most, SqlDialect dialect) {
        Link start = start();
        Optional<Long> upTo = handle.createQuery("SELECT MAX(number) FROM audit_log"
                        + " WHERE number > :start AND number <= :last AND done_at < :before")
                .bind("start", start.number())
                .bind("last", start.number() + most)
                .bind("before", before)
                .mapTo(Long.class)
                .findOne();
        if (upTo.isEmpty()) {
            return 0;
        }
        Checked checked = new Checked(start);
        go(checked, start.number(), upTo.get());
        if (checked.broken > 0 || checked.last.number() != upTo.get()) {
            return 0;
        }
        int dropped =
                handle.execute("DELETE FROM audit_log WHERE number > ? AND number <= ?", start.number(), upTo.get());
        append(checkpoint(checked.last), "[]", dialect);
        return dropped;
    }

    private static Act checkpoint(Link last) {
        ObjectNode given = Json.object().put("number", last.number()).put("digest", last.digest());
        return new Act(AuditLog.GATEWAY, "", "", AuditLog.CHECKPOINT, Long.toString(last.number()), given.toString());
    }

    /** The last line that was dropped by policy, as the newest checkpoint says. */
    private Link start() {
        return handle.createQuery("SELECT given FROM audit_log WHERE action = :action ORDER BY number DESC LIMIT 1")
                .bind("action", AuditLog.CHECKPOINT)
                .mapTo(String.class)
                .findOne()
                .map(GIVEN::matcher)
                .filter(Matcher::matches)
                .map(given -> new Link(Long.parseLong(given.group(1)), given.group(2)))
                .orElse(new Link(0, ""));
    }

    private Link before(long number) {
        Optional<Link> kept = handle.createQuery("SELECT number, digest FROM audit_log WHERE number = :number")
                .bind("number", number)
                .map((rs, ctx) -> new Link(rs.getLong(1), hex(rs.getBytes(2))))
                .findOne();
        return kept.orElse(new Link(number, ""));
    }

    /** Goes along the chain. */
    private final class Checked {
        private Link last;
        private long broken;

        Checked(Link first) {
            last = first;
        }

        void look(AuditRecord line) {
            boolean follows = line.number() == last.number() + 1;
            if (!follows || !digest(last.digest(), line).equals(line.digest())) {
                broken++;
            }
            last = new Link(line.number(), line.digest());
        }
    }

    static AuditRecord record(ResultSet rs) throws SQLException {
        Act act = new Act(
                rs.getString("actor"),
                rs.getString("address"),
                rs.getString("request_id"),
                rs.getString("action"),
                rs.getString("subject"),
                rs.getString("given"));
        return new AuditRecord(
                rs.getLong("number"),
                Instant.ofEpochMilli(rs.getLong("done_at")),
                act,
                rs.getString("changes"),
                hex(rs.getBytes("digest")));
    }

    /** Every text with its length before it, so that no two lines look alike. */
    private String digest(String before, AuditRecord line) {
        sha256.update(HEX.parseHex(before));
        sha256.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(line.number())
                .putLong(line.at().toEpochMilli())
                .flip());
        Act act = line.act();
        for (String text : List.of(
                act.actor(),
                act.address(),
                act.requestId(),
                act.action(),
                act.subject(),
                act.given(),
                line.changes())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sha256.update(bytes);
        }
        return HEX.formatHex(sha256.digest());
    }

    private static String hex(byte @Nullable [] digest) {
        return digest == null ? "" : HEX.formatHex(digest);
    }
}
