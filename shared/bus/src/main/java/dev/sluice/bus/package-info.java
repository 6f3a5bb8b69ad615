/**
 * How verticles talk: ask, answer, tell, hear, open, serve. The only room that sees {@code io.vertx.core.eventbus} and
 * Hazelcast; it may import the model.
 *
 * <p>Read {@link dev.sluice.bus.Addresses} for what is said to whom, {@link dev.sluice.bus.Bus} for how, and {@link
 * dev.sluice.bus.Cluster} for how a node starts. Behind these doors, {@code Line} is one verticle instance's part, {@code
 * Frame} is what travels, and RATIONALE.md says why.
 */
@NullMarked
package dev.sluice.bus;

import org.jspecify.annotations.NullMarked;
