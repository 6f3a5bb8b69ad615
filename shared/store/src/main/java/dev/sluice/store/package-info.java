/**
 * The only room that speaks SQL. Its doors are domain verbs; every one of them blocks, so call them on virtual threads.
 *
 * <p>Read {@link dev.sluice.store.Store}; {@code src/main/resources/db/migration} has the tables.
 */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
