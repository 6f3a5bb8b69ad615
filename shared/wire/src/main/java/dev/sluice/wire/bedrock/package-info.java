/**
 * AWS Bedrock's Converse: model and framing stand in the path, blocks are unions with one member each, streams are binary.
 * Imports {@code wire}, {@code json}, {@code model} and, for what Claude takes wherever it is hosted, {@code
 * wire.anthropic}. Read {@code BedrockCodec} first, then {@code BedrockChat}.
 */
@NullMarked
package dev.sluice.wire.bedrock;

import org.jspecify.annotations.NullMarked;
