package dev.sluice.model.call;

/** Which models can this group be served with? */
public record ModelsRequest(String group) {}
