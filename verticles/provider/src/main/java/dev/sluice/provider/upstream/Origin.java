package dev.sluice.provider.upstream;

/**
 * Where a URL leads.
 *
 * @param host a name or a literal address, in brackets if IPv6
 */
public record Origin(String host, int port, boolean ssl) {

    /** The host as a request names it: with its port, unless that is the usual one. */
    public String authority() {
        boolean usual = port == (ssl ? 443 : 80);
        return usual ? host : host + ":" + port;
    }

    /** The host as resolvers take it. */
    public String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
