package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One candidate while its answer is read, event by event. Texts go on from one event to the next; the parts of one event are
 * parts of their own, and so is whatever carries a signature.
 */
final class GeminiCandidate {
    private static final Set<String> KNOWN = Set.of("index", "content", "finishReason", "logprobsResult");
    private static final Set<String> CONTENT = Set.of("role", "parts");

    /** What the open part is, as far as the next one may go on with it. */
    private enum Open {
        NOTHING,
        TEXT,
        THOUGHT
    }

    private final int index;
    private final GeminiPartReader parts;
    private final ObjectNode rest = JsonTree.object();
    private final ObjectNode logprobs = JsonTree.object();
    private final GeminiGrounding grounding = new GeminiGrounding();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private boolean isText;
    private Open open = Open.NOTHING;
    private int part = -1;
    private boolean closed = true;
    private boolean calls;
    private @Nullable GeminiPartialArgs partial;
    private boolean hasContent;
    private @Nullable JsonNode reason;
    private Consumer<ChatEvent> to = event -> {};

    GeminiCandidate(int index, GeminiPartReader parts) {
        this.index = index;
        this.parts = parts;
    }

    /** What it rests on, as far as that was told. */
    JsonNode grounding() {
        return rest.path("groundingMetadata");
    }

    boolean isFinished() {
        return reason != null;
    }

    /** Takes what the next event says of this candidate. */
    void read(Doc candidate, Consumer<ChatEvent> events) {
        to = events;
        Doc content = candidate.object("content");
        hasContent |= content.isObject();
        // First of all, so that sources are known when the text ends that they stand for.
        Extras beyond = GeminiExtras.gather()
                .of(candidate, KNOWN)
                .inside("content", content, CONTENT)
                .extras();
        GeminiExtras.merge(rest, GeminiExtras.members(beyond));
        boolean goesOn = true;
        for (Doc said : GeminiContentReader.items(content.at("parts"))) {
            part(said, goesOn);
            goesOn = false;
        }
        if (candidate.at("logprobsResult").node() instanceof ObjectNode more) {
            weigh(more.deepCopy());
        }
        reason = candidate.has("finishReason") ? candidate.at("finishReason").node() : reason;
    }

    private void weigh(ObjectNode more) {
        to.accept(new ChatEvent.Weighed(index, GeminiLogprobs.read(more)));
        GeminiLogprobs.append(logprobs, more);
    }

    private void part(Doc said, boolean goesOn) {
        if (said.has("functionCall") && isPartial(said.object("functionCall"))) {
            partial(said);
            return;
        }
        switch (parts.read(said)) {
            case Part.Text words -> words(words, goesOn);
            case Part.Reasoning thought -> thought(thought, goesOn);
            case Part.ToolUse use -> {
                begin(new Part.ToolUse(use.id(), use.name(), "", use.custom(), use.notes()));
                say(use.input());
                close();
                calls = true;
            }
            case Part.Audio sound -> sound(sound);
            case Part other -> {
                begin(other);
                close();
            }
        }
    }

    private void words(Part.Text words, boolean goesOn) {
        boolean plain = words.notes().equals(Notes.NONE);
        if (plain && words.text().isEmpty()) {
            return;
        }
        if (!(goesOn && plain && open == Open.TEXT)) {
            begin(new Part.Text("", List.of(), words.notes()));
        }
        say(words.text());
        text.append(words.text());
        open = words.notes().seal() == null ? Open.TEXT : Open.NOTHING;
    }

    private void thought(Part.Reasoning thought, boolean goesOn) {
        Seal seal = thought.notes().seal();
        boolean plain = thought.notes().extras().isEmpty();
        if (plain && seal == null && thought.text().isEmpty()) {
            return;
        }
        if (!(goesOn && plain && open == Open.THOUGHT)) {
            begin(new Part.Reasoning("", true, thought.notes().with((Seal) null)));
        }
        say(thought.text());
        open = Open.THOUGHT;
        if (seal != null) {
            to.accept(new ChatEvent.Sealed(index, part, seal));
            close();
        }
    }

    private void sound(Part.Audio sound) {
        if (sound.source() instanceof Source.Inline inline) {
            Source empty = new Source.Inline(inline.mediaType(), "");
            begin(new Part.Audio(empty, sound.format(), null, sound.notes()));
            say(inline.base64());
        } else {
            begin(sound);
        }
        close();
    }

    private boolean isPartial(Doc call) {
        return partial != null ? !call.has("name") : call.flag("willContinue") || call.has("partialArgs");
    }

    /** The pieces of a call that Vertex streams; the last one has no more to come. */
    private void partial(Doc said) {
        Doc call = said.object("functionCall");
        GeminiPartialArgs args = partial;
        if (args == null) {
            begin(parts.read(said));
            calls = true;
            args = new GeminiPartialArgs();
            partial = args;
        }
        for (JsonNode piece : call.at("partialArgs").node()) {
            args.add(piece);
        }
        if (!call.flag("willContinue")) {
            close();
        }
    }

    private void begin(Part head) {
        close();
        part++;
        text.setLength(0);
        isText = head instanceof Part.Text;
        to.accept(new ChatEvent.PartBegan(index, part, head));
        closed = false;
    }

    private void say(String more) {
        if (!more.isEmpty()) {
            to.accept(new ChatEvent.Delta(index, part, more));
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        if (partial != null) {
            say(partial.json());
            partial = null;
        }
        if (isText) {
            String said = text.toString();
            cite(grounding.read(rest, new GeminiGrounding.Passage(before.toString(), said, part)));
            before.append(said);
        }
        closed = true;
        open = Open.NOTHING;
        to.accept(new ChatEvent.PartEnded(index, part));
    }

    private void cite(List<Citation> citations) {
        citations.forEach(citation -> to.accept(new ChatEvent.Cited(index, part, citation)));
    }

    /** Sources that came too late for their text, or name no place in it, go to the last text or to one of their own. */
    private void citeTheRest() {
        boolean isOpen = !closed && isText;
        if (!isOpen) {
            close();
        } else {
            cite(grounding.read(rest, new GeminiGrounding.Passage(before.toString(), text.toString(), part)));
        }
        List<Citation> others = grounding.rest(rest);
        if (!others.isEmpty() && !isOpen) {
            begin(new Part.Text("", List.of(), Notes.NONE));
        }
        cite(others);
        close();
    }

    /** The body is over. Sources are told last, when the text that they stand for is whole. */
    void end(ObjectNode ofAnswer, Consumer<ChatEvent> events) {
        to = events;
        citeTheRest();
        if (hasContent && part < 0) {
            rest.withObject("/content").put("role", "model");
        }
        JsonNode why = reason;
        if (why != null) {
            if (!logprobs.isEmpty()) {
                rest.set("logprobsResult", logprobs);
            }
            GeminiExtras.merge(rest, ofAnswer);
            Finish finish = GeminiFinish.read(why, calls);
            Extras extras = GeminiExtras.gather().with(rest).extras();
            to.accept(new ChatEvent.Finished(index, finish, extras));
        }
    }
}
