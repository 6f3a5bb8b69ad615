/**
 * Anthropic's Messages, read and written at both doors.
 *
 * <p>Begin with {@code AnthropicCodec}. Requests: {@code AnthropicRequestReader} and {@code AnthropicRequestWriter}, with
 * {@code AnthropicConversation} for the order that the API insists on and {@code AnthropicThinking} for what each family of
 * models takes. Blocks: {@code AnthropicParts} reads them, {@code AnthropicBlocks} writes them. Answers: {@code
 * AnthropicResponses}, {@code AnthropicEventReader}, {@code AnthropicEventWriter}.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">The Messages API</a>
 */
@NullMarked
package dev.sluice.wire.anthropic;

import org.jspecify.annotations.NullMarked;
