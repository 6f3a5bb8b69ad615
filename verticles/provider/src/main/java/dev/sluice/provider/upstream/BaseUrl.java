package dev.sluice.provider.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A base URL in parts.
 *
 * @param path empty, or begins with a slash and does not end with one
 */
public record BaseUrl(Origin origin, String path) {
    private static final Pattern VERSION = Pattern.compile("/(v\\d[^/]*)$");

    /**
     * Reads {@code http(s)://host[:port][/path]}.
     *
     * @throws IllegalArgumentException saying what is wrong; the URL itself is not repeated, for it may hold a secret
     */
    public static BaseUrl parse(String text) {
        return parse(text, "https", "http");
    }

    /**
     * Reads {@code ws(s)://host[:port][/path]}, the URL of upstreams that are asked over a WebSocket.
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public static BaseUrl ofWebSocket(String text) {
        return parse(text, "wss", "ws");
    }

    private static BaseUrl parse(String text, String secure, String plain) {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        check(
                scheme.equals(secure) || scheme.equals(plain),
                "begins with neither " + secure + ":// nor " + plain + "://");
        check(uri.getHost() != null, "names no host");
        check(uri.getRawUserInfo() == null, "holds a user name or password");
        check(uri.getRawQuery() == null && uri.getRawFragment() == null, "has a query or a fragment");
        boolean ssl = scheme.equals(secure);
        int port = uri.getPort() == -1 ? (ssl ? 443 : 80) : uri.getPort();
        check(port >= 1 && port <= 65_535, "has no valid port");
        return new BaseUrl(new Origin(uri.getHost().toLowerCase(Locale.ROOT), port, ssl), path(uri));
    }

    /**
     * The path of a call under this URL. A version in which the URL ends and the path begins is written once: vendors' own
     * clients do not agree whether {@code ANTHROPIC_BASE_URL} and the like have it.
     */
    public String join(String callPath) {
        Matcher version = VERSION.matcher(path);
        boolean twice = version.find() && callPath.startsWith("/" + version.group(1) + "/");
        return (twice ? path.substring(0, version.start()) : path) + callPath;
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the base URL is malformed at character " + e.getIndex(), e);
        }
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        check(path.chars().allMatch(c -> c < 0x7f), "has a path with characters that are not ASCII");
        return path.substring(0, end);
    }

    private static void check(boolean holds, String complaint) {
        if (!holds) {
            throw new IllegalArgumentException("the base URL " + complaint);
        }
    }
}
