package dev.sluice.provider.egress;

import java.time.Duration;

/**
 * How upstreams are connected to.
 *
 * @param connections open connections to one upstream at most, for each event loop
 * @param waiting calls that may wait for one of them; more are refused at once
 * @param keepAlive how long an idle connection is kept. Shorter than most servers' own limit, since a call that is sent
 *     while the server closes the connection is lost
 * @param nameTtl how long a resolved name is used
 * @param maxBody bytes of an answer that is one JSON body, at most
 */
public record EgressSettings(int connections, int waiting, Duration keepAlive, Duration nameTtl, int maxBody) {
    public static final EgressSettings DEFAULT =
            new EgressSettings(8192, 1024, Duration.ofSeconds(20), Duration.ofSeconds(30), 32 << 20);

    public EgressSettings {
        if (connections < 1 || waiting < 0 || maxBody < 1024) {
            throw new IllegalArgumentException(
                    "at least 1 connection, 0 waiting calls and a body of 1024 bytes are needed");
        }
        if (keepAlive.compareTo(Duration.ofSeconds(1)) < 0 || nameTtl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("connections and names are kept for at least a second");
        }
    }
}
