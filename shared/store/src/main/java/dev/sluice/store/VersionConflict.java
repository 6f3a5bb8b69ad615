package dev.sluice.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something is not any more as it was seen; nothing was changed. */
public final class VersionConflict extends RuntimeException {
    private final transient @Nullable String present;

    VersionConflict(@Nullable String present) {
        super("it was changed by somebody else", null, false, false);
        this.present = present;
    }

    /** The version that it has now; empty if it is gone. */
    public Optional<String> present() {
        return Optional.ofNullable(present);
    }
}
