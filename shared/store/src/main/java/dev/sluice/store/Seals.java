package dev.sluice.store;

import dev.sluice.store.EntryChain.Content;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Digests of entries, each node's a chain: a seal covers what the entries of a stretch of sequences say, and the seal
 * before. Who changes or deletes an entry would have to make all later seals anew, and any copy of one full seal gives that
 * away. Entries are sealed as they are booked, by the transaction that books them; whoever writes here has locked the node's
 * row, so that the chain has one end.
 */
final class Seals {
    /** With so many entries a seal is full, and the next one begins. */
    static final int FULL = 5_000;

    private static final int FETCH = 1_000;
    private static final int SEALS_IN_TURN = 200;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final HexFormat HEX = HexFormat.of();
    private static final String ENTRIES =
            "SELECT " + EntryChain.COLUMNS + " FROM entry WHERE node = ? AND seq >= ? AND seq <= ? ORDER BY seq, line";
    private static final String SEALS = "SELECT node, from_seq, to_seq, entries, amount, digest FROM entry_seal";

    private final Handle handle;

    Seals(Handle handle) {
        this.handle = handle;
    }

    private record Seal(int node, long from, long to, Content content) {
        static Seal read(ResultSet rs) throws SQLException {
            Content content = new Content(rs.getLong(4), rs.getLong(5), HEX.formatHex(rs.getBytes(6)));
            return new Seal(rs.getInt(1), rs.getLong(2), rs.getLong(3), content);
        }

        /** Before the first of a node. */
        static Seal none(int node) {
            return new Seal(node, 1, 0, EntryChain.after(null).content());
        }

        boolean isFull() {
            return content.entries() >= FULL;
        }

        boolean isNone() {
            return to < from;
        }

        Seal upTo(long seq, Content more) {
            return new Seal(node, isFull() ? to + 1 : from, seq, more);
        }

        EntryChain chain() {
            return isFull() ? EntryChain.after(content.link()) : EntryChain.from(content);
        }
    }

    /**
     * Seals what a span brought. Where the entries before it are not sealed it does nothing: that is {@link #catchUp}'s.
     *
     * @param entries all that were booked with it, in the order of their places
     */
    void add(int node, Span span, List<Entry> entries, long bookedAt) {
        Seal end = end(node);
        if (end.to() != span.previous()) {
            return;
        }
        EntryChain chain = end.chain();
        entries.forEach(entry -> chain.add(entry, bookedAt));
        write(end, end.upTo(span.last(), chain.content()));
    }

    /**
     * Seals one more stretch of what a node's books have and no seal covers, by reading it.
     *
     * @return how many entries that were
     */
    long catchUp(int node, long applied) throws SQLException {
        Seal end = end(node);
        if (end.to() >= applied) {
            return 0;
        }
        long to = Math.min(applied, sequenceAfter(node, end.to()).orElse(applied));
        EntryChain chain = end.chain();
        long read = read(chain, node, end.to() + 1, to);
        write(end, end.upTo(to, chain.content()));
        return read;
    }

    private void write(Seal before, Seal after) {
        byte[] link = HEX.parseHex(after.content().link());
        if (before.isNone() || before.isFull()) {
            handle.execute(
                    "INSERT INTO entry_seal (node, from_seq, to_seq, entries, amount, digest)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    after.node(),
                    after.from(),
                    after.to(),
                    after.content().entries(),
                    after.content().amount(),
                    link);
        } else {
            handle.execute(
                    "UPDATE entry_seal SET to_seq = ?, entries = ?, amount = ?, digest = ?"
                            + " WHERE node = ? AND from_seq = ?",
                    after.to(),
                    after.content().entries(),
                    after.content().amount(),
                    link,
                    after.node(),
                    after.from());
        }
    }

    /** The sequence of the entry that makes a seal full. */
    private Optional<Long> sequenceAfter(int node, long sealed) {
        return handle.createQuery("SELECT seq FROM entry WHERE node = :node AND seq > :sealed ORDER BY seq, line"
                        + " LIMIT 1 OFFSET " + (FULL - 1))
                .bind("node", node)
                .bind("sealed", sealed)
                .mapTo(Long.class)
                .findOne();
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
     * The beginnings of some seals of a node: of the newest; and of another that the turn decides, with those that follow, of
     * so many entries.
     */
    List<Long> some(int node, long turn, long most) {
        long count = handle.createQuery("SELECT COUNT(*) FROM entry_seal WHERE node = :node")
                .bind("node", node)
                .mapTo(Long.class)
                .one();
        if (count == 0) {
            return List.of();
        }
        List<Long> some = new ArrayList<>(from(node, count - 1, 1));
        if (count > 1) {
            some.addAll(from(node, spread(turn, count - 1), most));
        }
        return some;
    }

    /** Turns that follow one another fall far apart, so that few of them come to every part. */
    private static long spread(long turn, long count) {
        return Math.unsignedMultiplyHigh(turn * GOLDEN, count);
    }

    /** This seal, and those after it while they have no more entries than that. */
    private List<Long> from(int node, long index, long most) {
        List<Seal> seals = handle.createQuery(
                        SEALS + " WHERE node = :node ORDER BY from_seq LIMIT " + SEALS_IN_TURN + " OFFSET " + index)
                .bind("node", node)
                .map((rs, ctx) -> Seal.read(rs))
                .list();
        List<Long> some = new ArrayList<>();
        long seen = 0;
        for (Seal seal : seals) {
            seen += seal.content().entries();
            if (seen > most && !some.isEmpty()) {
                break;
            }
            some.add(seal.from());
        }
        return some;
    }

    /** Whether the seal that begins here is what its entries say. */
    boolean isWhole(int node, long from) throws SQLException {
        Seal seal = newest(node, from + 1).orElseGet(() -> Seal.none(node));
        return seal.from() == from && holds(seal, newest(node, from).orElse(null));
    }

    private Seal end(int node) {
        return newest(node, Long.MAX_VALUE).orElseGet(() -> Seal.none(node));
    }

    private Optional<Seal> newest(int node, long below) {
        return handle.createQuery(SEALS + " WHERE node = :node AND from_seq < :below ORDER BY from_seq DESC LIMIT 1")
                .bind("node", node)
                .bind("below", below)
                .map((rs, ctx) -> Seal.read(rs))
                .findOne();
    }

    private boolean holds(Seal seal, @Nullable Seal before) throws SQLException {
        if (seal.from() != (before == null ? 1 : before.to() + 1)) {
            return false;
        }
        EntryChain chain =
                EntryChain.after(before == null ? null : before.content().link());
        read(chain, seal.node(), seal.from(), seal.to());
        return chain.content().equals(seal.content());
    }

    private long read(EntryChain into, int node, long from, long to) throws SQLException {
        long read = 0;
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ENTRIES)) {
            statement.setFetchSize(FETCH);
            statement.setInt(1, node);
            statement.setLong(2, from);
            statement.setLong(3, to);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next()) {
                    into.add(rs);
                    read++;
                }
            }
        }
        return read;
    }
}
