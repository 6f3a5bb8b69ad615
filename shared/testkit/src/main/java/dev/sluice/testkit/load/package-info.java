/**
 * Load of which every call is written down twice, by the caller and by the upstream, so that the books of the gateway between
 * them can be checked against what was really said. Imports {@code testkit}.
 *
 * <p>Read {@link dev.sluice.testkit.load.Load} first. Callers are plain sockets on virtual threads: they share no parser with
 * the gateway, and see an answer end exactly where its bytes end.
 */
@NullMarked
package dev.sluice.testkit.load;

import org.jspecify.annotations.NullMarked;
