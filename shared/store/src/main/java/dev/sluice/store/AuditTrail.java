package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;
import org.jspecify.annotations.Nullable;

/** What a transaction that is recorded changes, collected while it goes on. */
final class AuditTrail {
    private static final ScopedValue<AuditTrail> PRESENT = ScopedValue.newInstance();
    /** The revision of that generation has all of them. */
    private static final int MOST = 200;

    private final ArrayNode changes = Json.array();
    private boolean inVain;

    private AuditTrail() {}

    /** The same work, after which a transaction that is part of an {@link Act} appends a line to the audit log. */
    static <T> HandleCallback<T, SQLException> around(HandleCallback<T, SQLException> work, SqlDialect dialect) {
        Optional<Act> act = Act.present();
        if (act.isEmpty()) {
            return work;
        }
        return handle -> {
            AuditTrail trail = new AuditTrail();
            T result = ScopedValue.where(PRESENT, trail).call(() -> work.withHandle(handle));
            if (trail.hasWritten(result)) {
                JdbcRepeats.noteWritten(handle);
                new AuditChain(handle).append(act.get(), trail.changes.toString(), dialect);
            }
            return result;
        };
    }

    /** Notes what has become different in the configuration. */
    static void note(List<Revision.Change> changes) {
        if (PRESENT.isBound()) {
            PRESENT.get().add(changes);
        }
    }

    /** Notes that nothing was there to be changed, so that there is nothing to tell. */
    static void noteNothing() {
        if (PRESENT.isBound()) {
            PRESENT.get().inVain = true;
        }
    }

    private void add(List<Revision.Change> more) {
        more.stream().limit(MOST - changes.size()).forEach(change -> {
            ObjectNode line = changes.addObject().put("kind", change.kind()).put("id", change.id());
            line.set("before", settings(change.before()));
            line.set("after", settings(change.after()));
        });
    }

    private static @Nullable JsonNode settings(@Nullable String row) {
        return row == null ? null : Json.tree(row);
    }

    /** Methods of this room answer false or empty where they found nothing to be done. */
    private boolean hasWritten(@Nullable Object result) {
        if (result instanceof Boolean done) {
            return done;
        }
        return !inVain && (!(result instanceof Optional<?> found) || found.isPresent());
    }
}
