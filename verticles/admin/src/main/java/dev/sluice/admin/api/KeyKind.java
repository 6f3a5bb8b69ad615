package dev.sluice.admin.api;

import dev.sluice.model.catalog.ApiKey;
import dev.sluice.store.Keys;

/** By whom an API key was made. */
enum KeyKind {
    /** By its user, who may change it. */
    OWN,
    /** By an administrator. */
    GIVEN,
    /** By the page on which models are tried out. */
    PLAYGROUND;

    static final String PLAYGROUND_PREFIX = "play_";

    static KeyKind of(ApiKey key) {
        if (key.id().startsWith(Keys.OWN_PREFIX)) {
            return OWN;
        }
        return key.id().startsWith(PLAYGROUND_PREFIX) ? PLAYGROUND : GIVEN;
    }
}
