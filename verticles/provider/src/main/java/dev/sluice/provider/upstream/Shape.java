package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.wire.json.JsonTree;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's requests need beyond their dialect: first what its provider's preset says, then what its operator does.
 * Requests of a channel without either are never read for it.
 */
final class Shape {
    private final BodyChange preset;
    private final Rules rules;
    private final boolean needsBody;
    private final boolean none;

    Shape(BodyChange preset, Rules rules) {
        this.preset = preset;
        this.rules = rules;
        this.needsBody = !preset.isNone() || rules.needBody();
        this.none = !needsBody && !rules.touchHeaders();
    }

    /** A request's headers and body. */
    record Shaped(MultiMap headers, Bytes body) {}

    boolean isNone() {
        return none;
    }

    /** Whether bodies are read, which for large ones takes long. */
    boolean needsBody() {
        return needsBody;
    }

    /** A body that is no JSON object is left as it is. */
    Shaped of(MultiMap headers, Bytes body, Occasion occasion) {
        if (!needsBody) {
            return new Shaped(headers(headers, occasion, null), body);
        }
        ObjectNode tree = JsonTree.parse(body)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElse(null);
        if (tree == null) {
            return new Shaped(headers(headers, occasion, null), body);
        }
        Reshaped.change(tree, preset);
        boolean changed = rules.change(tree, occasion) || !preset.isNone();
        return new Shaped(headers(headers, occasion, tree), changed ? JsonTree.write(tree) : body);
    }

    private MultiMap headers(MultiMap shared, Occasion occasion, @Nullable ObjectNode body) {
        if (!rules.touchHeaders()) {
            return shared;
        }
        MultiMap own = HttpHeaders.headers().addAll(shared);
        rules.change(own, occasion, body);
        return own;
    }
}
