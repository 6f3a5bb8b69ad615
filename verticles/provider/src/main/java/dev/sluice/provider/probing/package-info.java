/** When which channels and keys are tried without a caller. Decides, and calls nobody. */
@NullMarked
package dev.sluice.provider.probing;

import org.jspecify.annotations.NullMarked;
