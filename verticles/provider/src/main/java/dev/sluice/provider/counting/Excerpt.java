package dev.sluice.provider.counting;

import dev.sluice.model.chat.ChatEvent;
import java.util.function.Consumer;

/** The beginning of what an answer says, and how long all of it is: enough to count its tokens without keeping it. */
public final class Excerpt implements Consumer<ChatEvent> {
    private static final int MOST_KEPT = 32 * 1024;

    private final StringBuilder kept = new StringBuilder();
    private long length;

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Delta delta -> add(delta.text());
            case ChatEvent.Transcribed said -> add(said.text());
            case ChatEvent.Began ignored -> {}
            case ChatEvent.PartBegan ignored -> {}
            case ChatEvent.Sealed ignored -> {}
            case ChatEvent.Cited ignored -> {}
            case ChatEvent.PartEnded ignored -> {}
            case ChatEvent.Weighed ignored -> {}
            case ChatEvent.Finished ignored -> {}
            case ChatEvent.Reported ignored -> {}
        }
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The tokens of the whole, if the rest is like the beginning. */
    long tokens(String model) {
        long counted = Tokens.text(model, kept.toString());
        return kept.length() == length ? counted : Math.round((double) counted / kept.length() * length);
    }

    private void add(String text) {
        length += text.length();
        int room = Math.min(text.length(), MOST_KEPT - kept.length());
        kept.append(text, 0, room);
    }

    /** The length only: it is what a model said. */
    @Override
    public String toString() {
        return "Excerpt[" + length + "]";
    }
}
