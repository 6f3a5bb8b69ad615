package dev.sluice.router;

import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.catalog.Timeouts;
import java.time.Duration;

/**
 * How the router chooses.
 *
 * @param maxAttempts the most channels that one call may try
 * @param timeouts of an attempt, where the channel or its model sets none
 * @param poll how often the catalog's generation is asked for, in case news of a change was lost
 * @param models what is known of models, told to those who list them, and asked before one stands in for another
 * @param strategy how calls are spread over channels of the same priority, where no rule says otherwise
 */
public record RouterSettings(
        int maxAttempts, Timeouts timeouts, Duration poll, HealthSettings health, ModelBook models, Strategy strategy) {
    public static final RouterSettings DEFAULTS = new RouterSettings(
            4,
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(30)),
            Duration.ofSeconds(5),
            HealthSettings.DEFAULTS,
            ModelBook.EMPTY,
            Strategy.WEIGHTED);

    public RouterSettings {
        if (maxAttempts < 1 || maxAttempts > 100) {
            throw new IllegalArgumentException("maxAttempts is 1 to 100");
        }
        if (poll.toMillis() < 1) {
            throw new IllegalArgumentException("poll is at least a millisecond");
        }
    }

    /** Settings of a router that knows no facts about models. */
    public RouterSettings(int maxAttempts, Timeouts timeouts, Duration poll, HealthSettings health) {
        this(maxAttempts, timeouts, poll, health, ModelBook.EMPTY, Strategy.WEIGHTED);
    }

    /** The same with another strategy. */
    public RouterSettings with(Strategy newStrategy) {
        return new RouterSettings(maxAttempts, timeouts, poll, health, models, newStrategy);
    }
}
