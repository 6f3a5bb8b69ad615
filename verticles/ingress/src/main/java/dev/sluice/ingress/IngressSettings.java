package dev.sluice.ingress;

import dev.sluice.ingress.load.OverloadSettings;
import dev.sluice.wire.JsonLimits;
import java.time.Duration;

/**
 * What ingress listens on and the bounds it keeps.
 *
 * @param maxBody bytes of one request body
 * @param maxBodiesInFlight bytes of all request bodies held at once on this node
 * @param maxHeader bytes of all headers of a request
 * @param maxUri bytes of the request line
 * @param maxConnections open at once on this node
 * @param headerTimeout from connecting until the first request's headers are whole
 * @param idleTimeout between two requests of a connection
 * @param bodyGrace after which a body must have come at {@code bodyRate} on average
 * @param bodyRate bytes per second
 * @param keepAlive silence on a stream after which a comment is sent
 * @param stallTimeout after which a reader that takes nothing is cut
 * @param drain how long running calls may go on when the node stops
 * @param identifyAbove bodies of unknown length or of more than this many bytes are read only for a known key
 * @param assumedOutputTokens what a call without a cap is taken to produce at most, for holds and limits
 * @param exposeChannel whether responses name the channel and the number of attempts
 * @param maxKept bytes of a conversation that is kept, so that its caller may go on from it; 0 if none are kept
 * @param maxConnectionsPerAddress open at once from one address; maxConnections for no such bound
 * @param overload when the node has too much to do
 * @param explain what is remembered of calls that have ended
 * @param shadow how much copies of calls may take
 */
public record IngressSettings(
        String host,
        int port,
        int maxBody,
        long maxBodiesInFlight,
        int maxHeader,
        int maxUri,
        int maxConnections,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration bodyGrace,
        int bodyRate,
        Duration keepAlive,
        Duration stallTimeout,
        Duration drain,
        int identifyAbove,
        long assumedOutputTokens,
        boolean exposeChannel,
        int maxKept,
        JsonLimits json,
        int maxConnectionsPerAddress,
        OverloadSettings overload,
        ExplainSettings explain,
        ShadowSettings shadow) {

    /** Whether answers are kept, so that a caller may go on from one by its id. */
    public boolean keepsAnswers() {
        return maxKept > 0;
    }
}
