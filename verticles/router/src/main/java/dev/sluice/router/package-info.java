/** Picks the channels to try, and keeps their health. */
@NullMarked
package dev.sluice.router;

import org.jspecify.annotations.NullMarked;
