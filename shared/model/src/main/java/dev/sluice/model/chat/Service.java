package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * Wishes that concern the provider's service and not the answer.
 *
 * @param tier such as {@code auto}, {@code default}, {@code flex}, {@code priority}, as the caller's dialect writes it
 * @param user a stable id of the end user, for abuse detection
 * @param cacheKey groups requests that share a prefix (OpenAI's {@code prompt_cache_key})
 * @param metadata JSON object of the caller's own labels
 */
public record Service(
        @Nullable String tier,
        @Nullable String user,
        @Nullable String cacheKey,
        @Nullable RawJson metadata) {
    public static final Service DEFAULT = new Service(null, null, null, null);
}
