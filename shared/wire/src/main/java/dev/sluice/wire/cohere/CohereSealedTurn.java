package dev.sluice.wire.cohere;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.cohere.CohereToolIds.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * An assistant's turn while the seals that the ids of its calls carried are given back to what they belong to. What has a
 * seal in the id of a call stood right before that call, so what was sealed with a later one goes there. One per message.
 */
final class CohereSealedTurn {
    /** What came before the first call. */
    private final List<Part> said;
    /** The calls, and what came between them. */
    private final List<Part> called = new ArrayList<>();
    /** Up to where the seals of {@code said} have been given back. */
    private int at;

    private boolean first = true;

    CohereSealedTurn(List<Part> said) {
        this.said = new ArrayList<>(said);
    }

    List<Part> parts() {
        List<Part> parts = new ArrayList<>(said);
        parts.addAll(called);
        return parts;
    }

    void add(Part.ToolUse call, List<CohereToolIds.Thought> carried) {
        carried.forEach(this::unseal);
        called.add(call);
        first = false;
    }

    private void unseal(CohereToolIds.Thought carried) {
        int block = carried.kind() == Kind.SILENT ? -1 : next(carried.kind());
        if (block < 0 && carried.kind() != Kind.SILENT && carried.seal().origin() == Dialect.ANTHROPIC) {
            // Its seals are over the words: without these they would be taken for redacted thoughts.
            return;
        }
        Part part = block < 0 ? silent(carried) : with(said.get(block), carried);
        if (!first) {
            if (block >= 0) {
                said.remove(block);
            }
            called.add(part);
        } else if (block >= 0) {
            said.set(block, part);
            at = block + 1;
        } else {
            said.add(at++, part);
        }
    }

    private int next(Kind kind) {
        for (int i = at; i < said.size(); i++) {
            Part part = said.get(i);
            if (kind == Kind.TEXT ? part instanceof Part.Text : part instanceof Part.Reasoning) {
                return i;
            }
        }
        return -1;
    }

    private static Part silent(CohereToolIds.Thought carried) {
        Notes notes = Notes.NONE.with(carried.seal());
        return carried.kind() == Kind.TEXT ? new Part.Text("", List.of(), notes) : new Part.Reasoning("", false, notes);
    }

    private static Part with(Part part, CohereToolIds.Thought carried) {
        Notes notes = part.notes().with(carried.seal());
        return switch (part) {
            case Part.Reasoning reasoning -> new Part.Reasoning(reasoning.text(), reasoning.summary(), notes);
            case Part.Text text -> new Part.Text(text.text(), text.citations(), notes);
            default -> part;
        };
    }
}
