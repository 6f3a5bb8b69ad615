/** Counts tokens where no upstream does. Imports {@code passage} and {@code wire}. */
@NullMarked
package dev.sluice.provider.counting;

import org.jspecify.annotations.NullMarked;
