package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Members that many Anthropic objects share: cache marks, and those that only Anthropic knows. */
final class AnthropicFields {
    static final String CACHE_CONTROL = "cache_control";
    private static final Set<String> CACHE_MEMBERS = Set.of("type", "ttl");

    private AnthropicFields() {}

    /** What an object says beyond {@code known}; an empty array counts as unknown, since the model cannot tell it from none. */
    static Extras rest(Doc doc, Set<String> known) {
        Set<String> carried = new HashSet<>(known);
        carried.removeIf(name -> {
            JsonNode value = doc.node().path(name);
            return value.isArray() && value.isEmpty();
        });
        return doc.rest(Dialect.ANTHROPIC, carried);
    }

    /** The same, as notes with the object's cache mark. */
    static Notes notes(Doc doc, Set<String> known) {
        Doc cache = doc.at(CACHE_CONTROL);
        if (!cache.isObject() || !isPlain(cache)) {
            return Notes.of(rest(doc, known));
        }
        Set<String> all = new HashSet<>(known);
        all.add(CACHE_CONTROL);
        return Notes.of(rest(doc, all)).with(new CacheMark(cache.textOrNull("ttl")));
    }

    private static boolean isPlain(Doc cache) {
        return cache.node().path("type").asText().equals("ephemeral")
                && cache.members().stream()
                        .allMatch(member -> CACHE_MEMBERS.contains(member.getKey())
                                && member.getValue().isText());
    }

    /** Extras without some members. */
    static Extras without(Extras extras, String... names) {
        if (extras.isEmpty()) {
            return extras;
        }
        ObjectNode members = (ObjectNode) JsonTree.node(extras.members());
        members.remove(Set.of(names));
        return members.isEmpty() ? Extras.NONE : new Extras(Dialect.ANTHROPIC, JsonTree.raw(members));
    }

    /** Extras with one member more. */
    static Extras with(Extras extras, String name, @Nullable JsonNode value) {
        if (value == null) {
            return extras;
        }
        ObjectNode members = (ObjectNode) JsonTree.node(extras.members());
        members.set(name, value);
        return new Extras(Dialect.ANTHROPIC, JsonTree.raw(members));
    }

    /** Writes cache mark and extras. */
    static void write(Notes notes, ObjectNode out, Losses losses) {
        if (notes.cache() != null) {
            ObjectNode cache = out.putObject(CACHE_CONTROL).put("type", "ephemeral");
            if (notes.cache().ttl() != null) {
                cache.put("ttl", notes.cache().ttl());
            }
        }
        losses.carry(notes.extras(), Dialect.ANTHROPIC, out);
    }
}
