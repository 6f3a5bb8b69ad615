/**
 * What a node must not forget: records that are on disk before anybody is told that they are. Knows the JDK and SLF4J
 * only, and nothing of what its records mean.
 *
 * <p>Read {@link dev.sluice.journal.Journal} for what it promises, and RATIONALE.md for how it keeps it.
 */
@NullMarked
package dev.sluice.journal;

import org.jspecify.annotations.NullMarked;
