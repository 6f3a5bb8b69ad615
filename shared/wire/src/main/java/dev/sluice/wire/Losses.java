package dev.sluice.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.json.JsonTree;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What could not be carried from one dialect into another, gathered while it is written. Not thread safe. */
public final class Losses {
    private static final Set<String> OWN = Set.of("id", "status");
    /** Wishes of OpenAI's callers for what is so anyway elsewhere: nothing is kept, and sealed thoughts always come. */
    private static final Map<String, Set<String>> ANYWAY = Map.of(
            "store", Set.of("false"),
            "background", Set.of("false"),
            "truncation", Set.of("\"disabled\""),
            "include", Set.of("\"reasoning.encrypted_content\"", "\"message.output_text.logprobs\""));

    private final EnumSet<Loss> losses = EnumSet.noneOf(Loss.class);

    public void add(Loss loss) {
        losses.add(loss);
    }

    /** Adds the loss if there was something to lose. */
    public void addIfPresent(Loss loss, @Nullable Object value) {
        if (value != null) {
            losses.add(loss);
        }
    }

    /**
     * Adds the extras' members to what is written, if they are of this dialect; else they are lost. An object is added to the
     * object that is written under the same name. Nothing is lost with members that say nothing: nulls,
     * empty lists, the id and status that a dialect gives to what it has written, and wishes for what is so anyway.
     */
    public void carry(Extras extras, Dialect into, ObjectNode out) {
        if (extras.isEmpty()) {
            return;
        }
        JsonNode members = JsonTree.node(extras.members());
        if (extras.isOf(into)) {
            add(members, out);
        } else if (saysSomething(members)) {
            losses.add(Loss.FIELD);
        }
    }

    private static void add(JsonNode members, ObjectNode out) {
        members.properties().forEach(member -> {
            if (member.getValue().isObject() && out.get(member.getKey()) instanceof ObjectNode inner) {
                add(member.getValue(), inner);
            } else {
                out.set(member.getKey(), member.getValue());
            }
        });
    }

    private static boolean saysSomething(JsonNode value) {
        if (!value.isContainerNode()) {
            return !value.isNull();
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!OWN.contains(member.getKey())
                    && !isSoAnyway(member.getKey(), member.getValue())
                    && saysSomething(member.getValue())) {
                return true;
            }
        }
        if (value.isArray()) {
            for (JsonNode item : value) {
                if (saysSomething(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSoAnyway(String name, JsonNode value) {
        Set<String> anyway = ANYWAY.getOrDefault(name, Set.of());
        if (!value.isArray()) {
            return anyway.contains(value.toString());
        }
        for (JsonNode item : value) {
            if (!anyway.contains(item.toString())) {
                return false;
            }
        }
        return true;
    }

    public Set<Loss> all() {
        return Set.copyOf(losses);
    }

    public boolean isEmpty() {
        return losses.isEmpty();
    }

    /** As callers may see them: ids, in the order of {@link Loss}, with commas. */
    public String list() {
        return losses.isEmpty() ? "" : losses.stream().map(Loss::id).collect(Collectors.joining(","));
    }
}
