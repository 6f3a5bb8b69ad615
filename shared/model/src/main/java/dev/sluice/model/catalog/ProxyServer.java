package dev.sluice.model.catalog;

import java.util.Arrays;
import java.util.Optional;

/**
 * A proxy through which a channel's upstream is reached. What it asks of those who use it, a user and a password, is sealed
 * and not part of it.
 *
 * @param host a name or a literal address, in brackets if IPv6
 * @param privateAddresses whether the proxy's own name may resolve to loopback or private addresses
 */
public record ProxyServer(Kind kind, String host, int port, boolean privateAddresses) {

    /** How a proxy is spoken to. */
    public enum Kind {
        /** HTTP's CONNECT. */
        HTTP("http", 8080),
        SOCKS5("socks5", 1080);

        private final String scheme;
        private final int port;

        Kind(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }

        public String scheme() {
            return scheme;
        }

        /** Where such proxies are usually found. */
        public int port() {
            return port;
        }

        public static Optional<Kind> byScheme(String scheme) {
            return Arrays.stream(values())
                    .filter(kind -> kind.scheme.equals(scheme))
                    .findFirst();
        }
    }

    /** Without user and password. */
    public String url() {
        return kind.scheme + "://" + host + ":" + port;
    }
}
