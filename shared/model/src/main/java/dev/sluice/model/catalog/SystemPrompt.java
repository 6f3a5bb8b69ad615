package dev.sluice.model.catalog;

import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a channel's models are told before, or instead of, what callers tell them. */
public record SystemPrompt(String text, Mode mode) {
    private static final String GAP = "\n\n";

    /** What becomes of the caller's own. */
    public enum Mode {
        /** It is dropped. */
        FORCE,
        /** It follows. */
        PREFIX,
        /** It stands, and this is left out. */
        DEFAULT;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Mode> byId(String id) {
            return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
        }
    }

    /** Whether it holds whatever callers say. They must not get around it by a completion, which has no place for it. */
    public boolean isBinding() {
        return mode != Mode.DEFAULT;
    }

    /** The conversation with it; the same one if nothing is to be changed. */
    public ChatRequest over(ChatRequest request) {
        List<Message> messages = request.messages();
        return switch (mode) {
            case FORCE ->
                request.withMessages(before(
                        messages.stream().filter(said -> !isInstruction(said)).toList()));
            case PREFIX -> request.withMessages(prefixed(messages));
            case DEFAULT ->
                messages.stream().anyMatch(SystemPrompt::isInstruction)
                        ? request
                        : request.withMessages(before(messages));
        };
    }

    /** In one message with the caller's where that comes first: many servers take no second one. */
    private List<Message> prefixed(List<Message> messages) {
        if (messages.isEmpty() || !isInstruction(messages.getFirst())) {
            return before(messages);
        }
        Message first = messages.getFirst();
        List<Part> parts = new ArrayList<>(first.parts());
        if (!parts.isEmpty() && parts.getFirst() instanceof Part.Text said) {
            parts.set(0, new Part.Text(text + GAP + said.text(), said.citations(), said.notes()));
        } else {
            parts.addFirst(new Part.Text(text));
        }
        List<Message> changed = new ArrayList<>(messages);
        changed.set(0, new Message(first.role(), parts, first.name(), first.notes()));
        return changed;
    }

    private List<Message> before(List<Message> messages) {
        List<Message> all = new ArrayList<>(messages);
        all.addFirst(new Message(Message.Role.SYSTEM, List.of(new Part.Text(text))));
        return all;
    }

    private static boolean isInstruction(Message message) {
        return message.role() == Message.Role.SYSTEM || message.role() == Message.Role.DEVELOPER;
    }

    /** Without the text, which is private. */
    @Override
    public String toString() {
        return "SystemPrompt[" + mode + ", " + text.length() + "]";
    }
}
