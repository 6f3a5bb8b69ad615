package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.json.JsonTree;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a channel's operator for headers and bodies, ready to be followed. */
final class Rules {
    private final List<Change> changes;
    private final List<Header> headers;

    /** A condition, ready to be asked. */
    private record When(
            Condition condition,
            @Nullable BodyPath path,
            @Nullable JsonNode value) {
        static When of(Condition condition) {
            return new When(
                    condition,
                    condition.path() == null ? null : BodyPath.of(condition.path()),
                    condition.value() == null ? null : JsonTree.node(condition.value()));
        }

        boolean holds(Occasion occasion, @Nullable ObjectNode body) {
            return occasion.fits(condition) && (path == null || (body != null && isThere(path, body)));
        }

        private boolean isThere(BodyPath at, ObjectNode body) {
            return at.find(body)
                    .filter(found -> value == null || value.equals(found))
                    .isPresent();
        }
    }

    /**
     * A change of bodies, ready to be made.
     *
     * @param value to be put there; absent to leave out what is there
     * @param always whether it is put there whatever is there already
     */
    private record Change(BodyPath path, @Nullable JsonNode value, boolean always, When when) {
        static Change of(BodyRule rule) {
            BodyPath path = BodyPath.of(rule.path());
            When when = When.of(rule.when());
            return switch (rule.change()) {
                case BodyRule.Put put -> new Change(path, JsonTree.node(put.value()), true, when);
                case BodyRule.Default absent -> new Change(path, JsonTree.node(absent.value()), false, when);
                case BodyRule.Without without -> new Change(path, null, true, when);
            };
        }

        boolean isDue(ObjectNode body, Occasion occasion) {
            return (always || path.find(body).isEmpty()) && when.holds(occasion, body);
        }

        void make(ObjectNode body) {
            if (value == null) {
                path.remove(body);
            } else {
                // Later rules may change what this one puts there.
                path.put(body, value.deepCopy());
            }
        }
    }

    private record Header(HeaderRule rule, When when) {}

    /**
     * Makes rules ready. A header that is not for a rule to set is left alone, whoever wrote it into the database.
     *
     * @throws IllegalArgumentException if a path is none
     */
    Rules(Shaping shaping) {
        changes = shaping.body().stream().map(Change::of).toList();
        headers = shaping.headers().stream()
                .filter(rule -> HeaderRule.refusal(rule.name()).isEmpty())
                .map(rule -> new Header(rule, When.of(rule.when())))
                .toList();
    }

    /** Whether any rule reads bodies, or changes them. */
    boolean needBody() {
        return !changes.isEmpty()
                || headers.stream().anyMatch(header -> header.when().path() != null);
    }

    /**
     * One after the other, each on what those before have left. Where tokens are only counted there is nothing to change.
     *
     * @return whether any was due
     */
    boolean change(ObjectNode body, Occasion occasion) {
        if (occasion.operation() == Operation.COUNT_TOKENS) {
            return false;
        }
        boolean any = false;
        for (Change change : changes) {
            if (change.isDue(body, occasion)) {
                change.make(body);
                any = true;
            }
        }
        return any;
    }

    /**
     * The headers as the rules want them.
     *
     * @param body as it is sent; absent where no rule reads it, or where it is no JSON object
     */
    void change(MultiMap own, Occasion occasion, @Nullable ObjectNode body) {
        for (Header header : headers) {
            if (header.when().holds(occasion, body)) {
                apply(header.rule(), occasion, own);
            }
        }
    }

    private static void apply(HeaderRule rule, Occasion occasion, MultiMap headers) {
        String template = rule.value();
        if (template == null) {
            headers.remove(rule.name());
            return;
        }
        String value = occasion.fill(template);
        // The model's name is a caller's word where the channel serves patterns.
        if (HeaderRule.isSendable(value)) {
            headers.set(rule.name(), value);
        }
    }

    boolean touchHeaders() {
        return !headers.isEmpty();
    }
}
