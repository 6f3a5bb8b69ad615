package dev.sluice.bus;

import dev.sluice.model.call.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of a call.
 *
 * @param explanation absent if nothing
 */
public record Explained(@Nullable Explanation explanation) {}
