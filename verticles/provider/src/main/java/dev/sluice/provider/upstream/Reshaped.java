package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.wire.json.JsonTree;

/** Changes the body of a request as its upstream's preset says. */
final class Reshaped {
    private Reshaped() {}

    /** What is no JSON object is left as it is. */
    static Bytes body(Bytes body, BodyChange change) {
        return JsonTree.parse(body)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .map(object -> JsonTree.write(changed(object, change)))
                .orElse(body);
    }

    private static ObjectNode changed(ObjectNode object, BodyChange change) {
        object.remove(change.without());
        change.renamed().forEach((name, upstreams) -> {
            JsonNode value = object.remove(name);
            if (value != null && !object.has(upstreams)) {
                object.set(upstreams, value);
            }
        });
        change.defaults().forEach((name, value) -> {
            if (!object.has(name)) {
                object.set(name, JsonTree.node(value));
            }
        });
        return object;
    }
}
