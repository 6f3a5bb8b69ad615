package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * How far the books have come with a node's journal.
 *
 * @param applied the highest sequence that is in the books
 * @param journal the id of the journal that they were taken from, absent before the first
 */
public record NodeState(long applied, @Nullable String journal) {}
