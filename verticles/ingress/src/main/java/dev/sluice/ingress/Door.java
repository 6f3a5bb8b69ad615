package dev.sluice.ingress;

import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.Asked;
import org.jspecify.annotations.Nullable;

/** Where a path leads, and what is spoken there. */
sealed interface Door {

    /** What its errors are said in. */
    Dialect dialect();

    /** A call to some upstream. */
    record Ask(Dialect dialect, Asked asked) implements Door {}

    /**
     * The list of models, or one of them.
     *
     * @param model absent for the list
     */
    record Models(Dialect dialect, @Nullable String model) implements Door {}

    /**
     * An answer that was kept.
     *
     * @param input whether what was put in before it is asked for
     */
    record Kept(Dialect dialect, String id, boolean input) implements Door {}

    /** How the key stands that is shown. */
    record Standing(Dialect dialect, Standings.Form form) implements Door {}

    /** A path under a dialect's prefix that does not exist. */
    record Nowhere(Dialect dialect) implements Door {}

    /** Whether the process lives. */
    record Health(Dialect dialect) implements Door {}

    /** The management API and the web UI. */
    record Management(Dialect dialect) implements Door {}
}
