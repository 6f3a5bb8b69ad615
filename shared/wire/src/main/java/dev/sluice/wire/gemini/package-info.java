/**
 * Google's {@code generateContent}, as the Gemini API and Vertex AI speak it: contents of parts, one candidate for each
 * choice, signatures of thoughts on whatever part they belong to. Read {@code GeminiCodec} first. Imports {@code wire}'s
 * contracts, {@code json}, {@code text} and {@code relay}; knows no other dialect.
 */
@NullMarked
package dev.sluice.wire.gemini;

import org.jspecify.annotations.NullMarked;
