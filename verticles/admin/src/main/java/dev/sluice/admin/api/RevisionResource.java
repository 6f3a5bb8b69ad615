package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Revision;
import dev.sluice.store.Revisions;
import dev.sluice.store.Revisions.Restoration;
import dev.sluice.store.Store;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/revisions}: what was changed in the configuration, and the way back. */
final class RevisionResource {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Store store;

    RevisionResource(Store store) {
        this.store = store;
    }

    /** What each touched; how it was before and after is told of a single one. */
    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(store.revisions()::list, revision -> head(revision, false));
    }

    Answer get(ApiRequest request) {
        request.allowQuery(Set.of());
        return store.revisions()
                .get(number(request))
                .map(revision -> Answer.json(200, head(revision, true)))
                .orElseThrow(RevisionResource::unknown);
    }

    Answer restore(ApiRequest request) {
        request.allowQuery(Set.of("dry_run"));
        request.refuseFields();
        String dryRun = request.query().getOrDefault("dry_run", "false");
        if (!Set.of("true", "false").contains(dryRun)) {
            throw Value.wrong("dry_run", "must be true or false");
        }
        boolean rehearsal = dryRun.equals("true");
        Restoration done = store.by(request.author())
                .revisions()
                .restore(number(request), rehearsal)
                .orElseThrow(RevisionResource::unknown);
        ObjectNode json = Json.object().put("generation", done.generation()).put("dry_run", rehearsal);
        write(json.putArray("changes"), done.changes(), true);
        ArrayNode left = json.putArray("left");
        for (Revisions.Left one : done.left()) {
            left.addObject().put("kind", one.kind()).put("id", one.id()).put("reason", one.reason());
        }
        return Answer.json(200, json);
    }

    private static long number(ApiRequest request) {
        if (!NUMBER.matcher(request.id()).matches()) {
            throw unknown();
        }
        return Long.parseLong(request.id());
    }

    private static ObjectNode head(Revision revision, boolean whole) {
        ObjectNode json = Json.object()
                .put("number", revision.number())
                .put("at", revision.at().toString())
                .put("author", revision.author())
                .put("note", revision.note());
        write(json.putArray("changes"), revision.changes(), whole);
        return json;
    }

    private static void write(ArrayNode array, List<Revision.Change> changes, boolean whole) {
        for (Revision.Change change : changes) {
            ObjectNode json = array.addObject().put("kind", change.kind()).put("id", change.id());
            json.put("what", change.before() == null ? "made" : change.after() == null ? "deleted" : "changed");
            if (whole) {
                json.set("before", settings(change.before()));
                json.set("after", settings(change.after()));
            }
        }
    }

    private static JsonNode settings(@Nullable String text) {
        return text == null ? NullNode.getInstance() : Json.read(Bytes.utf8(text));
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such revision, or what was changed since is not kept");
    }
}
