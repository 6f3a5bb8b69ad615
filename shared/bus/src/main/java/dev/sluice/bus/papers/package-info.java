/**
 * The certificates that nodes prove to each other with who they are: an authority of the cluster's own, and what it issues.
 *
 * <p>Begin with {@link dev.sluice.bus.papers.Authority}.
 */
@NullMarked
package dev.sluice.bus.papers;

import org.jspecify.annotations.NullMarked;
