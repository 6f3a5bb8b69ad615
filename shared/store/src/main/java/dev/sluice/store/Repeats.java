package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Requests that may come again, because their senders did not hear the answer: each is done once, and the answer is kept,
 * sealed, for who asks again. Thread safe; every method blocks.
 */
public interface Repeats {
    /** How long an answer is kept. */
    Duration KEPT = Duration.ofHours(24);

    /** Of one user at a time. */
    int MOST = 10_000;

    /** After so long whoever began a request has gone. */
    Duration LOST = Duration.ofMinutes(2);

    /**
     * A request.
     *
     * @param key digest of what its sender calls it, 32 bytes
     * @param request digest of what is asked for, 32 bytes
     */
    record Asked(String userId, Bytes key, Bytes request) {}

    /**
     * A request that is being done. Who takes it over begins it anew, and from then on the one before changes nothing.
     *
     * @param at when it was begun
     */
    record Begun(Asked request, Instant at) {}

    /** What is known of a request. */
    sealed interface Known {

        /** Nothing: it is to be done now. */
        record Fresh(Begun begun) implements Known {}

        /** It is being done. */
        record Running() implements Known {}

        /** It was done, or a part of it, and nobody knows what was answered. */
        record Lost() implements Known {}

        /** That key was given to another request. */
        record Other() implements Known {}

        /** The user has {@link #MOST} already. */
        record TooMany() implements Known {}

        /** It was done, and this was the answer. */
        record Done(String answer) implements Known {}
    }

    /** Begins a request, of which the first at a time is told that it is fresh. */
    Known begin(Asked request, Instant now);

    /**
     * Does what a fresh request asks for; what is written meanwhile is noted as part of it.
     *
     * @throws StoreConflict where something is written of a request that somebody else has taken over
     */
    <T> T during(Begun begun, Supplier<T> work);

    /** Keeps the answer to a request that was begun, unless somebody else has taken it over. */
    void finish(Begun begun, String answer);

    /** Forgets a request that failed, so that it may be tried again, unless anything was written for it. */
    void forget(Begun begun);
}
