package dev.sluice.admin.api;

import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where a channel's upstream is. */
final class BaseUrls {
    private static final int LONGEST = 500;
    private static final Set<String> HTTP = Set.of("https", "http");
    private static final Set<String> WEBSOCKET = Set.of("wss", "ws");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]*");
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]*|\\d+");

    private BaseUrls() {}

    /** An absolute URL without credentials, query or fragment, over HTTP or a WebSocket; a slash at its end is taken off. */
    static Reader<String> url() {
        return value -> {
            String text = value.node().isTextual() ? value.node().textValue() : "";
            if (text.isEmpty()
                    || text.length() > LONGEST
                    || !VISIBLE_ASCII.matcher(text).matches()) {
                throw value.wrong("must be a URL of at most " + LONGEST + " characters");
            }
            URI url = parse(value, text);
            check(value, url);
            return text.replaceAll("/+$", "");
        };
    }

    /** Whether the URL is of an upstream that is asked over a WebSocket. */
    static boolean isWebSocket(String url) {
        return WEBSOCKET.contains(scheme(url));
    }

    /** Whether TLS keeps what is sent there from those on the way. */
    static boolean isSecure(String url) {
        return scheme(url).equals("https") || scheme(url).equals("wss");
    }

    private static String scheme(String url) {
        return url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /** Scheme, host and port as they are written: what a secret may be sent to. */
    static String origin(String url) {
        URI parsed = URI.create(url);
        return (parsed.getScheme() + "://" + parsed.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    /** Whether the URL names this machine or a private address outright. Names are looked into when they are dialled. */
    static boolean isPrivate(String url) {
        String host = bareHost(URI.create(url));
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || Networks.literal(host).map(Networks::isPrivate).orElse(false);
    }

    private static URI parse(Value value, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw value.wrong("is not a well-formed URL");
        }
    }

    private static void check(Value value, URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!HTTP.contains(scheme) && !WEBSOCKET.contains(scheme)) {
            throw value.wrong("must begin with https:// or http://");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw value.wrong("must have no user, query or fragment");
        }
        checkHost(value, url);
        if (!url.normalize().getRawPath().equals(url.getRawPath())
                || url.getRawPath().contains("%")) {
            throw value.wrong("must have a plain path, without '..', '//' or '%'");
        }
    }

    /** Host and port, which must leave no doubt where the URL leads. */
    static void checkHost(Value value, URI url) {
        if (url.getHost() == null || url.getHost().isEmpty()) {
            throw value.wrong("must have a host name of letters, digits, '-' and '.'");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw value.wrong("must have a port from 1 to 65535");
        }
        checkHost(value, bareHost(url));
    }

    /** {@code 127.1}, {@code 0x7f000001} and {@code 2130706433} are spellings of 127.0.0.1 that some resolvers accept. */
    private static void checkHost(Value value, String host) {
        String lastLabel = host.substring(host.lastIndexOf('.') + 1);
        Optional<InetAddress> literal = Networks.literal(host);
        if (literal.isEmpty() && (NUMBER.matcher(lastLabel).matches() || host.indexOf(':') >= 0)) {
            throw value.wrong("must spell an address as four decimal numbers, or as IPv6 in brackets without a zone");
        }
        if (literal.isPresent() && Networks.isNobodys(literal.get())) {
            throw value.wrong("must not be an address that no single host has");
        }
    }

    private static String bareHost(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        String unbracketed = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return unbracketed.endsWith(".") ? unbracketed.substring(0, unbracketed.length() - 1) : unbracketed;
    }
}
