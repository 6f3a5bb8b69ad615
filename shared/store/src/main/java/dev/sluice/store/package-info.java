/**
 * The only room that speaks SQL. Its doors are domain verbs; every one of them blocks, so call them on virtual threads.
 *
 * <p>Read {@link dev.sluice.store.Store}, then {@link dev.sluice.store.Ledger}; {@code src/main/resources/db/migration} has the
 * tables, {@code SqlDialect} all that differs between databases, {@code RATIONALE.md} the reasons.
 */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
