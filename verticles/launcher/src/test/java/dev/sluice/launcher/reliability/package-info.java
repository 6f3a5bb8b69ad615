/**
 * Shows that no money is lost, doubled or given away when processes, databases and networks fail: real nodes as processes of
 * their own, real sockets, and two logs that are not the gateway's, the callers' and the upstream's, to hold its books against.
 *
 * <p>Read {@link dev.sluice.launcher.reliability.Comparison} first. Each test prints its figures as {@code NAME value unit
 * pass|fail}; {@code ./reliability} runs the same tests for longer.
 */
@NullMarked
package dev.sluice.launcher.reliability;

import org.jspecify.annotations.NullMarked;
