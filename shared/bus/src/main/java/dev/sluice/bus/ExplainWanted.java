package dev.sluice.bus;

/** Asks a node whether it remembers how a call went. */
public record ExplainWanted(String callId) {}
