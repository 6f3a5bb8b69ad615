/**
 * How an upstream's answer becomes the caller's, whatever the two dialects: as it came, translated event by event, folded
 * into one document or unfolded from one. Imports {@code wire} and {@code model}; knows no dialect.
 */
@NullMarked
package dev.sluice.wire.relay;

import org.jspecify.annotations.NullMarked;
