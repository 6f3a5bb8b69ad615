package dev.sluice.model.call;

import dev.sluice.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Recall}.
 *
 * @param conversation as it was kept; absent if the asker has no answer of this id, or it has expired
 */
public record Recalled(@Nullable Bytes conversation) {}
