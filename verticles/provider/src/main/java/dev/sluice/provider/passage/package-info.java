/** One answer on its way from an upstream to the caller: held back, forwarded under credit, timed. */
@NullMarked
package dev.sluice.provider.passage;

import org.jspecify.annotations.NullMarked;
