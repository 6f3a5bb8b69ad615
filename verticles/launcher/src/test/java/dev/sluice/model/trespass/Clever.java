package dev.sluice.model.trespass;

import io.vertx.core.Future;

/** A model that knows a library. */
public record Clever(Future<Void> future) {}
