/**
 * How verticles talk: ask, answer, tell, hear, open, serve. The only room that sees {@code io.vertx.core.eventbus} and
 * Hazelcast.
 *
 * <p>Read {@link dev.sluice.bus.Addresses} for what is said to whom, {@link dev.sluice.bus.Bus} for how.
 */
@NullMarked
package dev.sluice.bus;

import org.jspecify.annotations.NullMarked;
