/** The one place that knows all dialects. Imports their packages; nothing in {@code wire} imports this one. */
@NullMarked
package dev.sluice.wire.dialects;

import org.jspecify.annotations.NullMarked;
