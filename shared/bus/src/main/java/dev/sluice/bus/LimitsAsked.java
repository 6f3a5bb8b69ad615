package dev.sluice.bus;

import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.util.List;

/** A wish to hear what is left of limits, as far as the node that is asked knows. */
public record LimitsAsked(List<Asked> limits) {
    public LimitsAsked {
        limits = List.copyOf(limits);
    }

    /**
     * One of them.
     *
     * @param subject id of the user, name of the group, or the model
     */
    public record Asked(Scope scope, String subject, KeyLimits most) {}
}
