package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller wants the answer to be like.
 *
 * @param maxTokens cap of each choice, reasoning included where the dialect counts it so
 * @param stop sequences that end the answer
 * @param choices answers wanted ({@code n}, {@code candidateCount}); absent unless given
 * @param logprobs whether log probabilities are wanted; absent unless given
 * @param topLogprobs alternatives for each token
 * @param modalities such as {@code text} and {@code audio}, in lower case; empty unless given
 * @param verbosity {@code low}, {@code medium}, {@code high}
 */
public record AnswerWish(
        @Nullable Long maxTokens,
        List<String> stop,
        @Nullable AnswerFormat format,
        @Nullable Integer choices,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        List<String> modalities,
        @Nullable String verbosity) {
    public static final AnswerWish DEFAULT = new AnswerWish(null, List.of(), null, null, null, null, List.of(), null);

    public AnswerWish {
        stop = List.copyOf(stop);
        modalities = List.copyOf(modalities);
    }

    /** Whether tokens that were not chosen are wanted too. */
    public boolean wantsAlternatives() {
        return topLogprobs != null && topLogprobs > 0;
    }
}
