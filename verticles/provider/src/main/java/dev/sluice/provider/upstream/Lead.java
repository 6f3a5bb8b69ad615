package dev.sluice.provider.upstream;

import dev.sluice.wire.Tickets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an upstream says that the rest of an answer is.
 *
 * @param uri path and query
 */
record Lead(Origin origin, String uri) {
    private static final int LONGEST = 4096;
    private static final int HTTPS = 443;

    /** Empty if it is no {@code http(s)://host[:port]/path[?query]}, or holds a user's name. */
    static Optional<Lead> parse(String url) {
        if (url.length() > LONGEST || !url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        try {
            return of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Lead> of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean ssl = scheme.equals("https");
        int port = uri.getPort() == -1 ? (ssl ? HTTPS : 80) : uri.getPort();
        if (!(ssl || scheme.equals("http")) || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return Optional.of(new Lead(new Origin(uri.getHost().toLowerCase(Locale.ROOT), port, ssl), path + query));
    }

    /** Whether a channel's key may be taken there: to its own origin, or from https to the vendor's hosts, by https too. */
    boolean isSafeFrom(Origin own, Tickets tickets) {
        return origin.equals(own)
                || (own.ssl() && origin.ssl() && origin.port() == HTTPS && tickets.isVendors(origin.host()));
    }
}
