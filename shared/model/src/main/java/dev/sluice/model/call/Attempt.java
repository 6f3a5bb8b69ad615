package dev.sluice.model.call;

/** Ask a provider to carry a call to one channel. Answered by an {@link Opening} and, if opened, a stream of events. */
public record Attempt(Call call, Candidate candidate) {}
