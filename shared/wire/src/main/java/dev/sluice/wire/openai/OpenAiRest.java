package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what objects say beyond what their reader knows, in the places where they said it. */
final class OpenAiRest {
    private @Nullable ObjectNode rest;

    /** Adds unknown members, and known ones that are null. */
    OpenAiRest of(Doc doc, Set<String> known) {
        return of(doc, known, Set.of());
    }

    /** The same, but for members that are left out even where they are null. */
    OpenAiRest of(Doc doc, Set<String> known, Set<String> never) {
        Extras extras = doc.rest(Dialect.OPENAI, known);
        if (!extras.isEmpty()) {
            for (var member : JsonTree.node(extras.members()).properties()) {
                if (!never.contains(member.getKey())) {
                    members().set(member.getKey(), member.getValue());
                }
            }
        }
        return this;
    }

    /** The same for an object inside, which is the member {@code name}. */
    OpenAiRest inside(String name, Doc doc, Set<String> known) {
        Extras extras = doc.isObject() ? doc.rest(Dialect.OPENAI, known) : Extras.NONE;
        return extras.isEmpty() ? this : with(name, extras);
    }

    /** What was gathered elsewhere, as the member {@code name}. */
    OpenAiRest with(String name, Extras extras) {
        if (!extras.isEmpty()) {
            members().set(name, JsonTree.node(extras.members()));
        }
        return this;
    }

    Extras extras() {
        return rest == null ? Extras.NONE : new Extras(Dialect.OPENAI, JsonTree.raw(rest));
    }

    Notes notes() {
        return Notes.of(extras());
    }

    private ObjectNode members() {
        rest = rest == null ? JsonTree.object() : rest;
        return rest;
    }
}
