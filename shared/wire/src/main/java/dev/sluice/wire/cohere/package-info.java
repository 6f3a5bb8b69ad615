/**
 * Cohere's v2 chat ({@code POST /v2/chat}): its requests, answers, streams and errors, read and written. Imports {@code
 * wire} and {@code model}; only {@link CohereCodec} is seen from outside.
 *
 * @see <a href="https://docs.cohere.com/reference/chat">Cohere's reference</a>
 */
@NullMarked
package dev.sluice.wire.cohere;

import org.jspecify.annotations.NullMarked;
