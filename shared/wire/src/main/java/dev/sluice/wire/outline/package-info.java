/**
 * One strict pass over a caller's body, the same for every dialect: what it asks for, and what it may not say twice.
 *
 * <p>A dialect is a table of member names here, not a class. Start with {@link dev.sluice.wire.outline.Outlines}; the pass
 * itself is {@link dev.sluice.wire.outline.OutlineReader}. Imports {@code wire} and {@code wire.text}.
 */
@NullMarked
package dev.sluice.wire.outline;

import org.jspecify.annotations.NullMarked;
