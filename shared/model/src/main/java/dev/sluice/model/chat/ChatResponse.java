package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer: the fold of its {@link ChatEvent}s.
 *
 * @param id the upstream's, empty where it gives none
 * @param model as the upstream names it, empty where it does not
 * @param createdSeconds Unix time, 0 where the upstream does not tell
 * @param usage absent when the upstream reported none, or none that can be true
 */
public record ChatResponse(
        String id,
        String model,
        long createdSeconds,
        List<Choice> choices,
        @Nullable Usage usage,
        Extras extras) {
    public ChatResponse {
        choices = List.copyOf(choices);
    }

    /** Without the content, which is private. */
    @Override
    public String toString() {
        return "ChatResponse[" + id + ", " + model + ", " + choices.size() + " choices]";
    }
}
