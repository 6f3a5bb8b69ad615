package dev.sluice.bus;

import java.time.Duration;

/**
 * An address {@code <role>.<verb>} at which one instance of a role answers.
 *
 * @param timeout after which the asker gives up with a {@code GatewayException} of kind {@code OVERLOADED}
 */
public record Question<Q, A>(String address, Class<Q> question, Class<A> answer, Duration timeout) {}
