package dev.sluice.store;

import dev.sluice.model.call.Explanation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@link Explanations} over JDBC. */
final class JdbcExplanations implements Explanations {
    private static final String INSERT =
            "INSERT INTO request_explanation (call_id, arrived_at, document)" + " VALUES (:call, :arrived, :document)";

    private final Database database;

    JdbcExplanations(Database database) {
        this.database = database;
    }

    @Override
    public void keep(List<Explanation> some) {
        if (some.isEmpty()) {
            return;
        }
        List<Document> documents = some.stream().map(Document::of).toList();
        database.writeOnce(h -> {
            Set<String> there = there(h, documents);
            PreparedBatch batch = h.prepareBatch(INSERT);
            for (Document document : documents) {
                if (there.add(document.callId())) {
                    batch.bind("call", document.callId())
                            .bind("arrived", document.arrivedAt())
                            .bind("document", document.text())
                            .add();
                }
            }
            return batch.size() == 0 ? 0 : batch.execute().length;
        });
    }

    private static Set<String> there(Handle handle, List<Document> documents) {
        return new HashSet<>(handle.createQuery("SELECT call_id FROM request_explanation WHERE call_id IN (<calls>)")
                .bindList("calls", documents.stream().map(Document::callId).toList())
                .mapTo(String.class)
                .list());
    }

    @Override
    public Optional<Explanation> find(String callId) {
        return database.view(h -> h.createQuery("SELECT document FROM request_explanation WHERE call_id = :call")
                        .bind("call", callId)
                        .mapTo(String.class)
                        .findOne())
                .map(Json::explanation);
    }

    /**
     * Up to which number the oldest are to go; 0 if none is.
     *
     * @param before those that arrived before then; the wall clock's milliseconds
     * @param kept and those before the newest so many
     * @param bite how many at once
     */
    static long endOfOld(Handle handle, long before, int kept, int bite) {
        record Row(long seq, long arrivedAt) {}
        List<Row> oldest = handle.createQuery(
                        "SELECT seq, arrived_at FROM request_explanation ORDER BY seq LIMIT :most")
                .bind("most", bite)
                .map((rs, ctx) -> new Row(rs.getLong(1), rs.getLong(2)))
                .list();
        if (oldest.isEmpty()) {
            return 0;
        }
        long newest = handle.createQuery("SELECT MAX(seq) FROM request_explanation")
                .mapTo(Long.class)
                .one();
        // Numbers have gaps where a transaction failed, so that a few less than so many may stay.
        return oldest.stream()
                .takeWhile(row -> row.seq() <= newest - kept || row.arrivedAt() < before)
                .reduce((one, next) -> next)
                .map(Row::seq)
                .orElse(0L);
    }

    static int drop(Handle handle, long upTo) {
        return handle.execute("DELETE FROM request_explanation WHERE seq <= ?", upTo);
    }

    /** An explanation as it is written. */
    private record Document(String callId, long arrivedAt, String text) {

        static Document of(Explanation explanation) {
            String text = Json.text(explanation);
            Explanation.Routing routing = explanation.routing();
            int candidates = routing == null ? 0 : routing.candidates().size();
            while (text.length() > LONGEST && candidates > 0) {
                candidates /= 2;
                text = Json.text(explanation.withCandidates(candidates));
            }
            return new Document(explanation.callId(), explanation.arrivedAtMillis(), text);
        }
    }
}
