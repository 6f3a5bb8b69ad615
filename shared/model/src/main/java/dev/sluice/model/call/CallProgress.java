package dev.sluice.model.call;

import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer has come that is still being passed on.
 *
 * @param produced tokens of output that were passed on so far, by a rough local count
 * @param reported the usage that the upstream has reported so far, if it has
 */
public record CallProgress(
        CallId call, long produced, @Nullable Usage reported) {}
