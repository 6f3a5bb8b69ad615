package dev.sluice.wire.bedrock;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The content blocks of a streamed answer. Only some begin with an event of their own: a text begins with its first words. */
final class BedrockBlocks {
    private final Map<Long, Block> open = new HashMap<>();
    private int parts;

    /** A block that has begun and not ended. */
    private sealed interface Block {}

    /** A block whose deltas are passed on. */
    private static final class Running implements Block {
        private final int number;
        private final Part head;
        private boolean said;

        Running(int number, Part head) {
            this.number = number;
            this.head = head;
        }
    }

    /** A block that is passed on whole. */
    private record Gathering(int number, BedrockGathered gathered) implements Block {}

    void start(Doc event, Consumer<ChatEvent> to) {
        Doc start = event.object("start");
        Doc use = start.object("toolUse");
        if (BedrockGathered.isFor(start)) {
            stopTexts(to);
            open.put(index(event), new Gathering(parts++, new BedrockGathered(start)));
        } else if (!use.isAbsent()) {
            stopTexts(to);
            Part head = new Part.ToolUse(use.textOr("toolUseId", ""), use.textOr("name", ""), "", false, Notes.NONE);
            begin(index(event), head, to);
        }
    }

    void delta(Doc event, Consumer<ChatEvent> to) {
        long index = index(event);
        Doc delta = event.object("delta");
        if (open.get(index) instanceof Gathering gathering) {
            gathering.gathered.add(delta);
        } else if (delta.has("text")) {
            text(index, delta.text("text"), to);
        } else if (delta.has("reasoningContent")) {
            thought(index, delta.object("reasoningContent"), to);
        } else if (delta.has("citation")) {
            Running running = textOf(index, to);
            to.accept(new ChatEvent.Cited(
                    0,
                    running.number,
                    BedrockCitations.read(delta.object("citation").node())));
        } else if (delta.has("toolUse") && open.get(index) instanceof Running running) {
            say(running, delta.object("toolUse").textOr("input", ""), to);
        }
    }

    private void text(long index, String text, Consumer<ChatEvent> to) {
        // Nova ends its texts with an empty delta, and says nothing with one.
        if (!text.isEmpty()) {
            say(textOf(index, to), text, to);
        }
    }

    private Running textOf(long index, Consumer<ChatEvent> to) {
        return running(index, new Part.Text(""), to);
    }

    private void thought(long index, Doc delta, Consumer<ChatEvent> to) {
        String text = delta.textOr("text", "");
        String signature = delta.textOr("signature", "");
        String redacted = delta.textOr("redactedContent", "");
        boolean isHidden = text.isEmpty() && !signature.isEmpty();
        Extras extras = isHidden ? BedrockContentReader.AS_TEXT : Extras.NONE;
        Running running = running(index, new Part.Reasoning("", false, Notes.of(extras)), to);
        say(running, text, to);
        if (!signature.isEmpty() || !redacted.isEmpty()) {
            String value = signature.isEmpty() ? BedrockBlob.read(redacted) : signature;
            String id = running.said || signature.isEmpty() ? null : Seals.OMITTED;
            Seal seal = Seals.read(value, Dialect.BEDROCK, id).seal();
            to.accept(new ChatEvent.Sealed(0, running.number, seal));
        }
    }

    /** The block of this kind at this index; another kind that was open there ends. */
    private Running running(long index, Part head, Consumer<ChatEvent> to) {
        Block there = open.get(index);
        if (there instanceof Running running && running.head.getClass() == head.getClass()) {
            return running;
        }
        stopTexts(to);
        if (open.containsKey(index)) {
            stop(index, to);
        }
        return begin(index, head, to);
    }

    private Running begin(long index, Part head, Consumer<ChatEvent> to) {
        if (open.containsKey(index)) {
            stop(index, to);
        }
        Running running = new Running(parts++, head);
        open.put(index, running);
        to.accept(new ChatEvent.PartBegan(0, running.number, head));
        return running;
    }

    private static void say(Running running, String text, Consumer<ChatEvent> to) {
        if (!text.isEmpty()) {
            running.said = true;
            to.accept(new ChatEvent.Delta(0, running.number, text));
        }
    }

    void stop(Doc event, Consumer<ChatEvent> to) {
        stop(index(event), to);
    }

    void stopAll(Consumer<ChatEvent> to) {
        List<Long> indexes = new ArrayList<>(open.keySet());
        indexes.sort(Comparator.naturalOrder());
        indexes.forEach(index -> stop(index, to));
    }

    /** Parts other than calls must not overlap. */
    private void stopTexts(Consumer<ChatEvent> to) {
        List<Long> texts = open.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Running running && running.head instanceof Part.ToolUse))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        texts.forEach(index -> stop(index, to));
    }

    private void stop(long index, Consumer<ChatEvent> to) {
        switch (open.remove(index)) {
            case Running running -> {
                if (running.head instanceof Part.ToolUse && !running.said) {
                    to.accept(new ChatEvent.Delta(0, running.number, "{}"));
                }
                to.accept(new ChatEvent.PartEnded(0, running.number));
            }
            case Gathering gathering -> {
                to.accept(new ChatEvent.PartBegan(0, gathering.number, gathering.gathered.part()));
                to.accept(new ChatEvent.PartEnded(0, gathering.number));
            }
            case null -> {}
        }
    }

    private static long index(Doc event) {
        return event.integerOr("contentBlockIndex", 0);
    }
}
