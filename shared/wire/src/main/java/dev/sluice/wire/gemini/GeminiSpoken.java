package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has been said of one choice. Texts go on at once; calls and sounds are kept until they are whole, and seals until
 * their part ends.
 */
final class GeminiSpoken {
    final List<TokenLogprob> logprobs = new ArrayList<>();
    final ObjectNode grounding = JsonTree.object();
    ChatEvent.@Nullable Finished finished;

    private final TreeMap<Integer, Open> open = new TreeMap<>();
    /** Calls that have ended while an earlier one goes on: their order is all that clients tell them by. */
    private final TreeMap<Integer, Part> waiting = new TreeMap<>();

    private final StringBuilder text = new StringBuilder();
    private final Losses losses;
    private boolean silent = true;

    GeminiSpoken(Losses losses) {
        this.losses = losses;
    }

    /** A part that has begun. */
    private static final class Open {
        private final Part head;
        private final StringBuilder said = new StringBuilder();
        private final StringBuilder transcript = new StringBuilder();
        private final int textFrom;
        private @Nullable Seal seal;
        private boolean plain = true;

        Open(Part head, int textFrom) {
            this.head = head;
            this.textFrom = textFrom;
            this.seal = head.notes().seal();
        }

        /** The notes of the first piece, without the seal that comes with the last one. */
        Notes notes() {
            Notes notes = plain ? head.notes().with((Seal) null) : Notes.NONE;
            plain = false;
            return notes;
        }

        Notes sealed() {
            Notes notes = plain ? head.notes() : Notes.NONE;
            return seal == null ? notes : notes.with(seal);
        }
    }

    boolean isSilent() {
        return silent;
    }

    void begin(int part, Part head) {
        silent = false;
        open.put(part, new Open(head, text.length()));
    }

    /** More of a part; gives what can be written already. */
    @Nullable
    Part say(int part, String more) {
        Open one = of(part);
        return switch (one.head) {
            case Part.Text ignored -> {
                text.append(more);
                yield new Part.Text(more, List.of(), one.notes());
            }
            case Part.Reasoning thought -> new Part.Reasoning(more, thought.summary(), one.notes());
            case Part.Refusal ignored -> {
                text.append(more);
                yield new Part.Refusal(more, one.notes());
            }
            case Part.ToolUse ignored -> keep(one, more);
            case Part.Audio ignored -> keep(one, more);
            case Part ignored -> null;
        };
    }

    private static @Nullable Part keep(Open one, String more) {
        one.said.append(more);
        return null;
    }

    void transcribe(int part, String more) {
        of(part).transcript.append(more);
    }

    void seal(int part, Seal seal) {
        of(part).seal = seal;
    }

    /** Positions count from the beginning of all text, since clients join the texts of all events. */
    void cite(int part, Citation citation) {
        int shift = of(part).textFrom;
        Integer from = citation.from();
        Integer to = citation.to();
        Citation shifted = new Citation(
                citation.url(),
                citation.title(),
                citation.cited(),
                citation.document(),
                from == null ? shift : from + shift,
                to == null ? text.length() : to + shift,
                citation.extras());
        GeminiGrounding.write(grounding, shifted, new GeminiGrounding.Passage("", text.toString(), 0), losses);
    }

    /** The part is over; gives what can be written now: a whole call, sound or picture, or a seal. */
    List<Part> end(int part) {
        Part last = rest(part);
        if (last != null) {
            waiting.put(part, last);
        }
        List<Part> ready = new ArrayList<>();
        while (!waiting.isEmpty() && !isCallOpenBefore(waiting.firstKey())) {
            ready.add(waiting.pollFirstEntry().getValue());
        }
        return ready;
    }

    private boolean isCallOpenBefore(int part) {
        return open.headMap(part).values().stream().anyMatch(one -> one.head instanceof Part.ToolUse);
    }

    private @Nullable Part rest(int part) {
        Open one = of(part);
        open.remove(part);
        boolean said = !one.plain;
        return switch (one.head) {
            case Part.Text head -> rest(one, new Part.Text(head.text(), List.of(), one.sealed()), said);
            case Part.Reasoning head -> rest(one, new Part.Reasoning(head.text(), head.summary(), one.sealed()), said);
            case Part.Refusal head -> rest(one, new Part.Refusal(head.text(), one.sealed()), said);
            case Part.ToolUse use ->
                new Part.ToolUse(use.id(), use.name(), use.input() + one.said, use.custom(), one.sealed());
            case Part.Audio audio -> audio(audio, one);
            case Part.ToolResult ignored -> null;
            case Part whole -> whole;
        };
    }

    private static @Nullable Part rest(Open one, Part empty, boolean said) {
        return one.seal == null && said ? null : empty.notes().equals(Notes.NONE) ? null : empty;
    }

    private static Part audio(Part.Audio audio, Open one) {
        Source source = audio.source() instanceof Source.Inline inline
                ? new Source.Inline(inline.mediaType(), inline.base64() + one.said)
                : audio.source();
        String transcript = one.transcript.isEmpty() ? audio.transcript() : one.transcript.toString();
        return new Part.Audio(source, audio.format(), transcript, one.sealed());
    }

    private Open of(int part) {
        Open one = open.get(part);
        if (one == null) {
            throw new IllegalStateException("part " + part + " has not begun");
        }
        return one;
    }
}
