/** The rule that each preset works on samples of its vendor's wire, and the table of all presets. */
@NullMarked
package dev.sluice.provider.samples;

import org.jspecify.annotations.NullMarked;
