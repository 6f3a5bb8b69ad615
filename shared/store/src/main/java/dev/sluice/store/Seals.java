package dev.sluice.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Digests of entries, each node's a chain: a seal covers what the entries of a stretch of sequences say, and the seal
 * before. Who changes or deletes an entry would have to make all later seals anew, and any copy of one seal gives that away.
 */
final class Seals {
    /** Entries under one seal, about. */
    static final int MOST = 20_000;

    private static final int FETCH = 1_000;
    private static final int SEALS_IN_TURN = 200;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final HexFormat HEX = HexFormat.of();
    private static final String ENTRIES = "SELECT node, seq, line, kind, debit, credit, amount, reason, external_id,"
            + " corrects, booked_at FROM entry WHERE node = ? AND seq >= ? AND seq <= ? ORDER BY seq, line";
    private static final String SEALS = "SELECT node, from_seq, to_seq, entries, amount, digest FROM entry_seal";

    private final Handle handle;

    Seals(Handle handle) {
        this.handle = handle;
    }

    /** What a stretch of entries comes to; the digest in hexadecimal. */
    private record Content(long entries, long amount, String digest) {}

    private record Seal(int node, long from, long to, Content content) {
        static Seal read(ResultSet rs) throws SQLException {
            Content content = new Content(rs.getLong(4), rs.getLong(5), HEX.formatHex(rs.getBytes(6)));
            return new Seal(rs.getInt(1), rs.getLong(2), rs.getLong(3), content);
        }
    }

    /**
     * Seals what a node's books have and no seal covers, if it is enough for a seal or old enough, because each seal is read
     * again and again.
     *
     * @return how many entries that were
     */
    long seal(int node, long applied, Duration age) throws SQLException {
        Optional<Seal> newest = newest(node, Long.MAX_VALUE);
        long from = newest.map(seal -> seal.to() + 1).orElse(1L);
        Optional<Long> full = end(node, from);
        if (full.isEmpty() && !isOlder(node, from, age)) {
            return 0;
        }
        long to = full.map(seq -> Math.min(seq, applied)).orElse(applied);
        if (to < from) {
            return 0;
        }
        Content content = read(node, from, to, newest.map(Seal::content).orElse(null));
        if (content.entries() > 0) {
            handle.execute(
                    "INSERT INTO entry_seal (node, from_seq, to_seq, entries, amount, digest)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    node,
                    from,
                    to,
                    content.entries(),
                    content.amount(),
                    HEX.parseHex(content.digest()));
        }
        return content.entries();
    }

    /** The last sequence of so many entries; sequences are not torn apart. */
    private Optional<Long> end(int node, long from) {
        return handle.createQuery("SELECT seq FROM entry WHERE node = :node AND seq >= :from ORDER BY seq, line"
                        + " LIMIT 1 OFFSET " + MOST)
                .bind("node", node)
                .bind("from", from)
                .mapTo(Long.class)
                .findOne();
    }

    private boolean isOlder(int node, long from, Duration age) {
        long latest = System.currentTimeMillis() - age.toMillis();
        return handle.createQuery("SELECT booked_at FROM entry WHERE node = :node AND seq >= :from"
                        + " ORDER BY seq, line LIMIT 1")
                .bind("node", node)
                .bind("from", from)
                .mapTo(Long.class)
                .findOne()
                .map(booked -> booked <= latest)
                .orElse(false);
    }

    /** How many seals of a node are broken, of all it has. */
    long broken(int node) throws SQLException {
        List<Seal> seals = handle.createQuery(SEALS + " WHERE node = :node ORDER BY from_seq")
                .bind("node", node)
                .map((rs, ctx) -> Seal.read(rs))
                .list();
        long broken = 0;
        Seal before = null;
        for (Seal seal : seals) {
            broken += holds(seal, before) ? 0 : 1;
            before = seal;
        }
        return broken;
    }

    /**
     * How many of some seals of a node are broken: the newest; and another that the turn decides, with those that follow, of so
     * many entries.
     */
    long brokenOfSome(int node, long turn, long most) throws SQLException {
        long count = handle.createQuery("SELECT COUNT(*) FROM entry_seal WHERE node = :node")
                .bind("node", node)
                .mapTo(Long.class)
                .one();
        if (count == 0) {
            return 0;
        }
        long broken = brokenFrom(node, count - 1, 1);
        return count == 1 ? broken : broken + brokenFrom(node, spread(turn, count - 1), most);
    }

    /** Turns that follow one another fall far apart, so that few of them come to every part. */
    private static long spread(long turn, long count) {
        return Math.unsignedMultiplyHigh(turn * GOLDEN, count);
    }

    /** Of this seal, and of those after it while they have no more entries than that. */
    private long brokenFrom(int node, long index, long most) throws SQLException {
        List<Seal> seals = handle.createQuery(
                        SEALS + " WHERE node = :node ORDER BY from_seq LIMIT " + SEALS_IN_TURN + " OFFSET " + index)
                .bind("node", node)
                .map((rs, ctx) -> Seal.read(rs))
                .list();
        long broken = 0;
        long seen = 0;
        Seal before = newest(node, seals.getFirst().from()).orElse(null);
        for (Seal seal : seals) {
            seen += seal.content().entries();
            if (seen > most && !seal.equals(seals.getFirst())) {
                break;
            }
            broken += holds(seal, before) ? 0 : 1;
            before = seal;
        }
        return broken;
    }

    private Optional<Seal> newest(int node, long below) {
        return handle.createQuery(SEALS + " WHERE node = :node AND from_seq < :below ORDER BY from_seq DESC LIMIT 1")
                .bind("node", node)
                .bind("below", below)
                .map((rs, ctx) -> Seal.read(rs))
                .findOne();
    }

    private boolean holds(Seal seal, @Nullable Seal before) throws SQLException {
        boolean follows = seal.from() == (before == null ? 1 : before.to() + 1);
        return follows
                && read(seal.node(), seal.from(), seal.to(), before == null ? null : before.content())
                        .equals(seal.content());
    }

    private Content read(int node, long from, long to, @Nullable Content before) throws SQLException {
        MessageDigest digest = Digests.sha256();
        digest.update(before == null ? new byte[0] : HEX.parseHex(before.digest()));
        long entries = 0;
        long amount = 0;
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ENTRIES)) {
            statement.setFetchSize(FETCH);
            statement.setInt(1, node);
            statement.setLong(2, from);
            statement.setLong(3, to);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next()) {
                    add(digest, rs);
                    entries++;
                    amount = Math.addExact(amount, rs.getLong(7));
                }
            }
        }
        return new Content(entries, amount, HEX.formatHex(digest.digest()));
    }

    /** Every text with its length before it, so that no two entries look alike. */
    private static void add(MessageDigest digest, ResultSet rs) throws SQLException {
        digest.update(ByteBuffer.allocate(32)
                .putInt(rs.getInt(1))
                .putLong(rs.getLong(2))
                .putInt(rs.getInt(3))
                .putLong(rs.getLong(7))
                .putLong(rs.getLong(11))
                .flip());
        for (int column : new int[] {4, 5, 6, 8, 9, 10}) {
            String text = rs.getString(column);
            byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4)
                    .putInt(text == null ? -1 : bytes.length)
                    .flip());
            digest.update(bytes);
        }
    }
}
