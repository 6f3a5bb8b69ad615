package dev.sluice.accounting;

import dev.sluice.store.KeptAnswers;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Kept answers in memory, without the limit on their number. */
final class MemoryKeptAnswers implements KeptAnswers {
    private final Map<Place, Row> rows = new ConcurrentHashMap<>();
    volatile boolean away;

    private record Place(String id, String userId) {}

    private record Row(String conversation, Limits limits) {}

    @Override
    public void keep(Kept answer, Instant now, Limits limits) {
        check();
        rows.put(new Place(answer.id(), answer.userId()), new Row(answer.conversation(), limits));
    }

    @Override
    public Optional<String> find(String id, String userId, Instant now) {
        check();
        return Optional.ofNullable(rows.get(new Place(id, userId)))
                .filter(row -> row.limits().expiresAt().isAfter(now))
                .map(Row::conversation);
    }

    @Override
    public boolean forget(String id, String userId) {
        check();
        return rows.remove(new Place(id, userId)) != null;
    }

    @Override
    public int sweep(Instant now, int most) {
        int before = rows.size();
        rows.values().removeIf(row -> !row.limits().expiresAt().isAfter(now));
        return before - rows.size();
    }

    int size() {
        return rows.size();
    }

    private void check() {
        if (away) {
            throw new StoreUnavailable("the database is away", new IllegalStateException("test"));
        }
    }
}
