/**
 * How much a node can take, and who is turned away when it is more: signals, levels, fair shares. Imports nothing of the
 * gateway and does nothing by itself; {@code ingress} asks it and acts.
 *
 * <p>Read {@link dev.sluice.ingress.load.Overload} first.
 */
@NullMarked
package dev.sluice.ingress.load;

import org.jspecify.annotations.NullMarked;
