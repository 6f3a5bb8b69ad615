/** Who may spend how much: admission, limits, holds, settlement. */
@NullMarked
package dev.sluice.accounting;

import org.jspecify.annotations.NullMarked;
