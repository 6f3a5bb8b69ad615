package dev.sluice.wire.relay;

import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of an answer while it is put together. */
final class FoldedPart {
    private final Part head;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder transcript = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>();
    private @Nullable Seal seal;

    FoldedPart(Part head) {
        this.head = head;
    }

    void append(String more) {
        text.append(more);
    }

    void transcribe(String more) {
        transcript.append(more);
    }

    void cite(Citation citation) {
        citations.add(citation);
    }

    // Anthropic's later signature replaces the earlier one.
    void seal(Seal newSeal) {
        seal = newSeal;
    }

    Part part() {
        return switch (head) {
            case Part.Text first -> new Part.Text(first.text() + text, citations(first), notes());
            case Part.Reasoning first -> new Part.Reasoning(first.text() + text, first.summary(), notes());
            case Part.ToolUse first ->
                new Part.ToolUse(first.id(), first.name(), first.input() + text, first.custom(), notes());
            case Part.Refusal first -> new Part.Refusal(first.text() + text, notes());
            case Part.Audio first -> audio(first);
            case Part.Image whole -> whole;
            case Part.Video whole -> whole;
            case Part.Document whole -> whole;
            case Part.ToolResult whole -> whole;
            case Part.Opaque whole -> whole;
        };
    }

    private List<Citation> citations(Part.Text first) {
        List<Citation> all = new ArrayList<>(first.citations());
        all.addAll(citations);
        return all;
    }

    private Part audio(Part.Audio first) {
        Source source = first.source();
        if (source instanceof Source.Inline inline) {
            source = new Source.Inline(inline.mediaType(), inline.base64() + text);
        }
        String said = first.transcript() == null && transcript.isEmpty()
                ? null
                : (first.transcript() == null ? "" : first.transcript()) + transcript;
        return new Part.Audio(source, first.format(), said, notes());
    }

    private Notes notes() {
        return seal == null ? head.notes() : head.notes().with(seal);
    }
}
