package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of possibly several.
 *
 * @param index from 0
 * @param finish absent when the upstream gave no reason
 * @param logprobs of its tokens; empty unless asked for
 */
public record Choice(int index, List<Part> parts, @Nullable Finish finish, List<TokenLogprob> logprobs, Extras extras) {
    public Choice {
        parts = List.copyOf(parts);
        logprobs = List.copyOf(logprobs);
    }
}
