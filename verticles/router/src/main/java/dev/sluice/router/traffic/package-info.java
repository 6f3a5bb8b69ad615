/**
 * Counts what this node asks of each channel, and holds it to its share of what the operator allows. Pure; the clock is
 * given.
 *
 * <p>Read {@link dev.sluice.router.traffic.NodeTraffic}. May import {@code model} only.
 */
@NullMarked
package dev.sluice.router.traffic;

import org.jspecify.annotations.NullMarked;
