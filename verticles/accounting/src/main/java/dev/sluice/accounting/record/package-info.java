/**
 * What a node writes into its journal of each call, and how it stands there.
 *
 * <p>{@link dev.sluice.accounting.record.JournalRecord} has the kinds. A record is a version, a kind and the fields in
 * order: no names, no reflection. Prompts, answers and keys are never in one, only their ids.
 */
@NullMarked
package dev.sluice.accounting.record;

import org.jspecify.annotations.NullMarked;
