/**
 * Counts tokens where no upstream has counted them, with the vocabularies of OpenAI. Imports {@code model}, {@code wire.text} and JTokkit.
 */
@NullMarked
package dev.sluice.wire.tokens;

import org.jspecify.annotations.NullMarked;
