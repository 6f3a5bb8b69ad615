package dev.sluice.bus;

/** The configuration in the database has a new generation; load it. */
public record CatalogChanged(long generation) {}
