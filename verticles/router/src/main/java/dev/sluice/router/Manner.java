package dev.sluice.router;

import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.catalog.Timeouts;

/**
 * How a snapshot's tiers are made.
 *
 * @param timeouts of an attempt, where the channel or its model sets none
 * @param seed for strategies that draw lots; differs from node to node, so that nodes do not all draw the same
 */
record Manner(Timeouts timeouts, long seed) {

    Turns turns(Strategy strategy, int size) {
        return Turns.of(strategy, size, seed);
    }
}
