package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import dev.sluice.wire.cohere.CohereToolIds.Kind;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorts the parts of an assistant's message into the four places that Cohere has for them: the plan, the content, the calls
 * and the citations. One per message.
 */
final class CohereAnswerParts {
    private final Losses losses;
    /** Whether the message goes to a caller, whose ids carry seals; an upstream would not understand them. */
    private final boolean sealing;

    private final StringBuilder plan = new StringBuilder();
    private boolean planned;
    private final ArrayNode content = JsonTree.object().putArray("content");
    private final ArrayNode calls = JsonTree.object().putArray("calls");
    private final ArrayNode citations = JsonTree.object().putArray("citations");
    private final List<CohereToolIds.Thought> thoughts = new ArrayList<>();

    CohereAnswerParts(Losses losses, boolean sealing) {
        this.losses = losses;
        this.sealing = sealing;
    }

    void add(Part part) {
        if (!sealing && !calls.isEmpty() && !(part instanceof Part.ToolUse)) {
            losses.add(Loss.PLACE); // calls are always last
        }
        switch (part) {
            case Part.Reasoning reasoning -> reasoning(reasoning);
            case Part.ToolUse use -> call(use);
            case Part.Text text -> text(text);
            // Answers have none, and the API takes none back.
            case Part.Image image -> {
                losses.add(Loss.IMAGE);
                losses.addIfPresent(Loss.SEAL, image.notes().seal());
            }
            case Part.Audio audio -> block(audio);
            case Part.Video video -> block(video);
            case Part.Document document -> block(document);
            case Part.ToolResult result -> block(result);
            case Part.Refusal refusal -> block(refusal);
            case Part.Opaque opaque -> block(opaque);
        }
    }

    void writeTo(ObjectNode message) {
        if (planned) {
            message.put("tool_plan", plan.toString());
        }
        if (!content.isEmpty() || (calls.isEmpty() && !planned)) {
            message.set("content", content);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
        if (!thoughts.isEmpty()) {
            losses.add(Loss.SEAL);
        }
    }

    static boolean isPlan(Notes notes) {
        return CohereMessageReader.TOOL_PLAN.equals(notes.extras());
    }

    private void reasoning(Part.Reasoning reasoning) {
        losses.addIfPresent(Loss.CACHE_MARK, reasoning.notes().cache());
        Seal seal = reasoning.notes().seal();
        if (seal != null) {
            Kind kind = reasoning.text().isEmpty() ? Kind.SILENT : Kind.THOUGHT;
            thoughts.add(new CohereToolIds.Thought(seal, kind));
        }
        if (isPlan(reasoning.notes())) {
            planned = true;
            plan.append(reasoning.text());
        } else if (!reasoning.text().isEmpty()) {
            ObjectNode block = content.addObject().put("type", "thinking").put("thinking", reasoning.text());
            losses.carry(reasoning.notes().extras(), Dialect.COHERE, block);
        }
    }

    private void text(Part.Text text) {
        Seal seal = text.notes().seal();
        if (seal != null && sealing) {
            thoughts.add(new CohereToolIds.Thought(seal, Kind.TEXT));
        }
        block(seal == null ? text : unsealed(text));
        int index = content.size() - 1;
        List<Citation> cited = text.citations();
        for (int i = 0; i < cited.size(); i += CohereCitations.span(cited.get(i))) {
            citations.add(CohereCitations.write(cited.get(i), index));
        }
    }

    private Part.Text unsealed(Part.Text text) {
        if (!sealing) {
            losses.add(Loss.SEAL);
        }
        return new Part.Text(text.text(), text.citations(), text.notes().with((Seal) null));
    }

    private void block(Part part) {
        ObjectNode block = CohereParts.block(part, losses);
        if (block != null) {
            content.add(block);
        }
    }

    private void call(Part.ToolUse use) {
        losses.addIfPresent(Loss.CACHE_MARK, use.notes().cache());
        ObjectNode call = calls.addObject().put("id", id(use)).put("type", "function");
        call.putObject("function").put("name", use.name()).put("arguments", arguments(use, losses));
        losses.carry(use.notes().extras(), Dialect.COHERE, call);
    }

    private String id(Part.ToolUse use) {
        if (!sealing) {
            losses.addIfPresent(Loss.SEAL, use.notes().seal());
            return use.id();
        }
        String id = CohereToolIds.write(use.id(), thoughts, use.notes().seal());
        thoughts.clear();
        return id;
    }

    private static String arguments(Part.ToolUse use, Losses losses) {
        if (use.custom()) {
            losses.add(Loss.CUSTOM_TOOL);
            return JsonTree.object().put("input", use.input()).toString();
        }
        return use.input().isEmpty() ? "{}" : use.input();
    }
}
