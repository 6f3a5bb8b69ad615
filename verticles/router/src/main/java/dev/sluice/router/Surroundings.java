package dev.sluice.router;

import dev.sluice.router.traffic.NodeTraffic;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a router finds on its node.
 *
 * @param traffic where all attempts of the node pass; knows the node's name and company
 */
public record Surroundings(MeterRegistry meters, Clocks clocks, NodeTraffic traffic) {}
