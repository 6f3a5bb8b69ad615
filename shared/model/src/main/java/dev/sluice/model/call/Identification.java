package dev.sluice.model.call;

/** Whose key is this? Asked for requests that cost nothing, such as the list of models. */
public record Identification(Credential credential, String remoteAddress) {}
