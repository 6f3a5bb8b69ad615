package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.Bytes;
import dev.sluice.store.Act;
import dev.sluice.store.AuditLog;
import dev.sluice.store.AuditRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit-log}: who did what in management, newest first. */
final class AuditLogResource {
    private static final int LONGEST = 255;

    private final AuditLog log;

    AuditLogResource(AuditLog log) {
        this.log = log;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("user_id", "action", "subject", "from", "to", "limit", "after"));
        AuditLog.Filter filter = new AuditLog.Filter(
                text(request, "user_id"),
                text(request, "action"),
                text(request, "subject"),
                moment(request, "from"),
                moment(request, "to"));
        return Paging.of(request).answer((after, limit) -> log.list(filter, after, limit), AuditLogResource::write);
    }

    private static @Nullable String text(ApiRequest request, String name) {
        String text = request.query().get(name);
        if (text != null && (text.isEmpty() || text.length() > LONGEST || text.indexOf('\0') >= 0)) {
            throw Value.wrong(name, "must have 1 to " + LONGEST + " characters");
        }
        return text;
    }

    private static @Nullable Instant moment(ApiRequest request, String name) {
        String text = request.query().get(name);
        return text == null ? null : Times.moment(name, text);
    }

    private static ObjectNode write(AuditRecord line) {
        Act act = line.act();
        ObjectNode json = Json.object()
                .put("number", line.number())
                .put("at", line.at().toString())
                .put("user_id", act.actor())
                .put("address", act.address())
                .put("request_id", act.requestId())
                .put("action", act.action())
                .put("subject", act.subject());
        json.set("given", Json.read(Bytes.utf8(act.given())));
        json.set("changes", Json.read(Bytes.utf8(line.changes())));
        return json.put("digest", line.digest());
    }
}
