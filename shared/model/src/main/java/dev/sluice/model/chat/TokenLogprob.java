package dev.sluice.model.chat;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token and how likely it was.
 *
 * @param bytes its UTF-8, absent where the upstream does not tell
 * @param alternatives the likeliest tokens in its place; theirs are empty
 */
public record TokenLogprob(
        String token, BigDecimal logprob, @Nullable List<Integer> bytes, List<TokenLogprob> alternatives) {
    public TokenLogprob {
        bytes = bytes == null ? null : List.copyOf(bytes);
        alternatives = List.copyOf(alternatives);
    }
}
