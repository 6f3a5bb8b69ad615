package dev.sluice.accounting;

import dev.sluice.store.Store;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Where accounting stands: the node's name, its database, its journal, its meters and its clocks.
 *
 * @param nodeId what this node is called in the ledger; a restarted node keeps it, no two running nodes share it
 * @param journals where its journal is
 */
public record AccountingNode(String nodeId, Store store, MeterRegistry meters, Clocks clocks, Journals journals) {}
