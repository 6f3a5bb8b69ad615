package dev.sluice.bus;

import java.time.Duration;

/**
 * An address {@code <role>.<verb>} at which one instance of a role answers.
 *
 * @param timeout after which the asker gives up with a {@code GatewayException} of kind {@code OVERLOADED}
 * @param repeatable whether another node may be asked the same when the one that was asked leaves before it answers
 */
public record Question<Q, A>(String address, Class<Q> question, Class<A> answer, Duration timeout, boolean repeatable) {

    /** A question that is asked once. */
    public Question(String address, Class<Q> question, Class<A> answer, Duration timeout) {
        this(address, question, answer, timeout, false);
    }
}
