package dev.sluice.bus;

/**
 * Asks a node how it is.
 *
 * @param by the node that asks
 */
public record ReportWanted(String by) {}
