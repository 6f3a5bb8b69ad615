package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.wire.json.JsonTree;

/** Changes the body of a request as its upstream's preset says. */
final class Reshaped {
    private Reshaped() {}

    static void change(ObjectNode object, BodyChange change) {
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
    }
}
