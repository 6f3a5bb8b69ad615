package dev.sluice.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Nodes} over JDBC. A node's row is locked before any account; the desk's is locked by whoever books there. */
final class JdbcNodes implements Nodes {
    /** The node of what no call caused. */
    static final int DESK = 0;

    private static final Logger LOG = LoggerFactory.getLogger(JdbcNodes.class);
    private static final String OF_LIFE = " WHERE number = :number AND epoch = :epoch";

    private final Database database;

    JdbcNodes(Database database) {
        this.database = database;
    }

    @Override
    public NodeLife begin(String name) {
        if (name.startsWith("#")) {
            throw new IllegalArgumentException("names with # are the books' own: " + name);
        }
        return database.writeOnce(h -> {
            int known = h.createUpdate("UPDATE node SET epoch = epoch + 1, left_at = NULL, lease_until = " + leaseEnd()
                            + " WHERE name = :name")
                    .bind("name", name)
                    .execute();
            if (known == 0) {
                h.createUpdate("INSERT INTO node (number, name, epoch, applied, last_row, rows_from, lease_until)"
                                + " SELECT MAX(number) + 1, :name, 1, 0, 0, 1, " + leaseEnd() + " FROM node")
                        .bind("name", name)
                        .execute();
            }
            return h.createQuery("SELECT number, epoch FROM node WHERE name = :name")
                    .bind("name", name)
                    .map((rs, ctx) -> new NodeLife(name, rs.getInt(1), rs.getLong(2)))
                    .one();
        });
    }

    private String leaseEnd() {
        return database.dialect().nowMillis() + " + " + LEASE.toMillis();
    }

    @Override
    public NodeState state(NodeLife life) {
        return database.read(h -> state(h, life, "")).orElseThrow(() -> fenced(life));
    }

    private static Optional<NodeState> state(Handle handle, NodeLife life, String lock) {
        return handle.createQuery("SELECT applied, journal FROM node" + OF_LIFE + lock)
                .bind("number", life.number())
                .bind("epoch", life.epoch())
                .map((rs, ctx) -> new NodeState(rs.getLong(1), rs.getString(2)))
                .findOne();
    }

    @Override
    public NodeState compare(NodeLife life, String journalId, long released) {
        NodeState state = state(life);
        boolean same = journalId.equals(state.journal());
        if (same ? state.applied() < released : released > 0) {
            throw new LedgerBehind("the books have the journal of node " + life.name() + " up to "
                    + (same ? state.applied() : 0) + ", but " + released + " of journal " + journalId
                    + " were in them: this database is an empty or older copy");
        }
        return state;
    }

    @Override
    public void adopt(NodeLife life, String journalId, long applied) {
        database.write(h -> {
            NodeState state = lock(h, life);
            if (state.applied() > applied) {
                throw new StoreConflict("the books have " + state.applied() + " of node " + life.name()
                        + ", so its new journal cannot begin after " + applied);
            }
            return h.createUpdate("UPDATE node SET journal = :journal, applied = :applied" + OF_LIFE)
                    .bind("journal", journalId)
                    .bind("applied", applied)
                    .bind("number", life.number())
                    .bind("epoch", life.epoch())
                    .execute();
        });
    }

    private NodeState lock(Handle handle, NodeLife life) {
        return state(handle, life, database.dialect().forUpdate()).orElseThrow(() -> fenced(life));
    }

    /** Keeps newer lives from beginning until commit. */
    static void fence(Handle handle, SqlDialect dialect, NodeLife life) {
        applied(handle, dialect, life);
    }

    /** How far the books have come with the node's journal; keeps newer lives from beginning until commit. */
    static long applied(Handle handle, SqlDialect dialect, NodeLife life) {
        return state(handle, life, dialect.forShare())
                .orElseThrow(() -> fenced(life))
                .applied();
    }

    static NodeFenced fenced(NodeLife life) {
        return new NodeFenced("node " + life.name() + " has begun a newer life than " + life.epoch());
    }

    @Override
    public Optional<NodeState> find(String name) {
        return database.read(h -> h.createQuery("SELECT applied, journal FROM node WHERE name = :name")
                .bind("name", name)
                .map((rs, ctx) -> new NodeState(rs.getLong(1), rs.getString(2)))
                .findOne());
    }

    @Override
    public void leave(NodeLife life) {
        String now = database.dialect().nowMillis();
        database.write(h -> h.createUpdate("UPDATE node SET left_at = " + now + OF_LIFE)
                .bind("number", life.number())
                .bind("epoch", life.epoch())
                .execute());
    }

    /** Names with # are the books' own, and so are nodes of before there were lives. */
    @Override
    public List<String> lost(Duration within) {
        String now = database.dialect().nowMillis();
        return database.read(h -> h.createQuery("SELECT name FROM node WHERE number > 0 AND epoch > 0"
                        + " AND left_at IS NULL AND lease_until < " + now + " AND lease_until > " + now + " - :within"
                        + " AND name NOT LIKE '#%' ORDER BY name")
                .bind("within", within.toMillis())
                .mapTo(String.class)
                .list());
    }

    @Override
    public boolean renew(NodeLife life) {
        return database.write(h -> h.createUpdate("UPDATE node SET lease_until = " + leaseEnd() + OF_LIFE)
                        .bind("number", life.number())
                        .bind("epoch", life.epoch())
                        .execute())
                == 1;
    }

    /** The next sequence of the desk; it stays locked until commit, so that its entries have no gap. */
    static long nextAtDesk(Handle handle) {
        handle.execute("UPDATE node SET applied = applied + 1 WHERE number = " + DESK);
        return handle.createQuery("SELECT applied FROM node WHERE number = " + DESK)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public int release(Duration grace) {
        List<Integer> gone = database.read(h -> h.createQuery("SELECT number FROM node WHERE number > 0"
                        + " AND lease_until < " + lastChance(grace)
                        + " AND EXISTS (SELECT 1 FROM slice WHERE slice.node = node.number AND " + Slices.OPEN
                        + " > 0) ORDER BY number")
                .mapTo(Integer.class)
                .list());
        return gone.stream().mapToInt(number -> release(number, grace)).sum();
    }

    private String lastChance(Duration grace) {
        return database.dialect().nowMillis() + " - " + grace.toMillis();
    }

    private int release(int number, Duration grace) {
        return database.write(h -> {
            int fenced = h.execute("UPDATE node SET epoch = epoch + 1 WHERE number = " + number + " AND lease_until < "
                    + lastChance(grace));
            if (fenced == 0) {
                return 0;
            }
            List<Slices.Open> open = Slices.ofNode(h, number);
            if (!open.isEmpty()) {
                expire(h, open);
            }
            Slices.forgetEmpty(h, number);
            return open.size();
        });
    }

    private static void expire(Handle handle, List<Slices.Open> open) throws SQLException {
        long seq = nextAtDesk(handle);
        List<Entry> entries = new ArrayList<>();
        for (Slices.Open slice : open) {
            Slices.giveBack(handle, slice);
            entries.add(expiry(slice, new Entry.Place(DESK, seq, entries.size())));
            LOG.warn("event=slice_expired node={} account={} amount={}", slice.node(), slice.account(), slice.amount());
        }
        Entry.bookAtDesk(handle, entries);
    }

    private static Entry expiry(Slices.Open slice, Entry.Place place) {
        return new Entry(
                place,
                Entry.Kind.EXPIRE,
                slice.account(),
                slice.account(),
                0,
                new Entry.Cause(
                        "node " + slice.node() + " did not return " + slice.amount() + " of " + slice.account(),
                        null,
                        null));
    }
}
