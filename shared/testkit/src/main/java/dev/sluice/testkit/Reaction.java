package dev.sluice.testkit;

/** What a {@link FakeProvider} does with a request: it answers, or it fails in one known way. */
public sealed interface Reaction permits Answer, Scripted, Fault {}
