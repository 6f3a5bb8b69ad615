package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * People who are signed in, each in one browser. What a browser holds is turned into something new whenever it is used: a
 * copy of it that is used as well gives itself away, and the session ends.
 */
public interface Sessions {
    /** For so long after a turn what was good before still is: pages ask several things at once. */
    Duration OVERLAP = Duration.ofSeconds(20);

    /**
     * One session.
     *
     * @param agent what the browser calls itself, cut
     */
    record Session(
            String id,
            String userId,
            Instant begunAt,
            Instant usedAt,
            Instant expiresAt,
            String address,
            String agent) {}

    /** What became of a refresh token. */
    sealed interface Turn {

        /** It was good, and the fresh one is from now on. */
        record Turned(Session session) implements Turn {}

        /** It was good until a moment ago; whoever turned it has the fresh one. */
        record Overlapped(Session session) implements Turn {}

        /** It was good once: somebody has a copy, and the session has ended. */
        record Reused(String userId) implements Turn {}

        /** There is no such session any more. */
        record Unknown() implements Turn {}
    }

    /**
     * Begins a session; those that have expired go, and so do those that the user has used longest ago, beyond
     * {@code most}.
     *
     * @param refresh digest of the first refresh token
     */
    void begin(Session session, Bytes refresh, int most);

    Optional<Session> find(String id, Instant now);

    /** Takes a refresh token, by digest, and puts another in its place. */
    Turn turn(String id, Bytes presented, Bytes fresh, Instant now);

    /** The user's, newest first. */
    List<Session> list(String userId, Instant now);

    /** False if the user has no such session. */
    boolean end(String userId, String id);

    /** Ends all of the user's but one; an empty id spares none. */
    int endOthers(String userId, String spared);
}
