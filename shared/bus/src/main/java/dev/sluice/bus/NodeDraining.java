package dev.sluice.bus;

/** A node will leave soon; ask others from now on. */
public record NodeDraining(String nodeId) {}
