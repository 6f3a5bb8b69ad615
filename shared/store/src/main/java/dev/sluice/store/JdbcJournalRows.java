package dev.sluice.store;

import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@link JournalRows} over JDBC. */
final class JdbcJournalRows implements JournalRows {
    private static final int PAGE = 1000;

    private final Database database;

    JdbcJournalRows(Database database) {
        this.database = database;
    }

    /** One record as it is kept. */
    private record Row(long seq, Payload payload) {}

    /** What a record says; an array would not be equal to another of the same bytes. */
    private static final class Payload {
        private final byte[] bytes;

        Payload(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    @Override
    public void read(NodeLife life, ObjLongConsumer<byte[]> reader) {
        read(life.number(), reader);
    }

    @Override
    public void look(String node, ObjLongConsumer<byte[]> reader) {
        Optional<Integer> number = database.read(h -> h.createQuery("SELECT number FROM node WHERE name = :name")
                .bind("name", node)
                .mapTo(Integer.class)
                .findOne());
        number.ifPresent(known -> read(known, reader));
    }

    private void read(int node, ObjLongConsumer<byte[]> reader) {
        long after = -1;
        List<Row> page;
        do {
            page = page(node, after);
            page.forEach(row -> reader.accept(row.payload().bytes, row.seq()));
            after = page.isEmpty() ? after : page.getLast().seq();
        } while (page.size() == PAGE);
    }

    private List<Row> page(int node, long after) {
        return database.read(h -> h.createQuery("SELECT seq, payload FROM journal_record"
                        + " WHERE node = :node AND seq > :after ORDER BY seq LIMIT :most")
                .bind("node", node)
                .bind("after", after)
                .bind("most", PAGE)
                .map((rs, ctx) -> new Row(rs.getLong(1), new Payload(rs.getBytes(2))))
                .list());
    }

    @Override
    public void write(NodeLife life, long first, List<byte[]> payloads) {
        database.write(h -> {
            JdbcNodes.fence(h, database.dialect(), life);
            if (payloads.isEmpty()) {
                return 0;
            }
            h.createUpdate("DELETE FROM journal_record WHERE node = :node AND seq >= :first")
                    .bind("node", life.number())
                    .bind("first", first)
                    .execute();
            return insert(h, life, first, payloads);
        });
    }

    private static int insert(Handle handle, NodeLife life, long first, List<byte[]> payloads) {
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO journal_record (node, seq, payload) VALUES (:node, :seq, :payload)");
        long seq = first;
        for (byte[] payload : payloads) {
            batch.bind("node", life.number())
                    .bind("seq", seq++)
                    .bind("payload", payload)
                    .add();
        }
        return batch.execute().length;
    }

    @Override
    public void delete(NodeLife life, long upTo) {
        database.write(h -> {
            JdbcNodes.fence(h, database.dialect(), life);
            return h.createUpdate("DELETE FROM journal_record WHERE node = :node AND seq <= :last")
                    .bind("node", life.number())
                    .bind("last", upTo)
                    .execute();
        });
    }
}
