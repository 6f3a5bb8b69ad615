package dev.sluice.model.call;

import java.util.List;

/** The answer to an {@link Identification}. */
public sealed interface Identity {

    /**
     * The key is good.
     *
     * @param models the key's allow-list; empty means every model of the group
     */
    record Known(Caller caller, List<String> models) implements Identity {
        public Known {
            models = List.copyOf(models);
        }
    }

    /** The key is not good, or may not be used from there. */
    record Unknown(GatewayError error) implements Identity {}
}
