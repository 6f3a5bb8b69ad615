package dev.sluice.bus;

import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * An address {@code <role>.<verb>} at which one instance of a role serves a stream: a question, one head, then events
 * under credit.
 *
 * @param timeout in which the head must come
 * @param window credit that the opener grants at first, in units of {@code weight} (bytes)
 * @param weight what an event costs of the credit
 */
public record StreamDoor<Q, H, E>(
        String address,
        Class<Q> question,
        Class<H> head,
        Class<E> event,
        Duration timeout,
        int window,
        ToIntFunction<E> weight) {}
