package dev.sluice.bus;

/** An address {@code <noun>.<past participle>} at which every instance on every node that hears it is told. */
public record News<T>(String address, Class<T> type) {}
