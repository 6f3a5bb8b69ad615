package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * The caller's wish that the prompt be cached up to and with the part that has this mark.
 *
 * @param ttl how long, as Anthropic and Bedrock write it ({@code 5m}, {@code 1h}); absent for the upstream's default
 */
public record CacheMark(@Nullable String ttl) {}
