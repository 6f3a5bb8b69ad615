package dev.sluice.admin.api;

import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.ProxyServer.Kind;
import dev.sluice.store.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a channel as it is written: {@code socks5://user:password@proxy.example:1080}.
 *
 * @param server absent for none
 * @param login user and password with a colon between them, if they were given
 */
record ProxyForm(@Nullable ProxyServer server, @Nullable Secret login) {
    static final Set<String> WRITABLE = Set.of("proxy", "proxy_private_addresses");

    private static final String PROXY = "proxy";
    private static final String PRIVATE = "proxy_private_addresses";
    private static final int LONGEST = 1_000;
    private static final Pattern LOGIN = Pattern.compile("[!-9;-~]{1,128}:[!-~]{0,250}");

    /** The proxy with the fields written over it. */
    static ProxyForm apply(Fields fields, @Nullable ProxyServer old) {
        ProxyForm written = fields.orNull(new ProxyForm(old, null), PROXY, ProxyForm::read);
        boolean oldFlag = old != null && old.privateAddresses();
        boolean privateAddresses = fields.or(oldFlag, false, PRIVATE, Values.flag());
        if (written == null || written.server() == null) {
            if (fields.has(PRIVATE) && privateAddresses) {
                throw Value.wrong(PRIVATE, "is for a channel with a proxy");
            }
            return new ProxyForm(null, null);
        }
        ProxyServer at = written.server();
        if (BaseUrls.isPrivate(at.url()) && !privateAddresses) {
            throw Value.wrong(PROXY, "is at a private address; if that is meant, set " + PRIVATE + " to true");
        }
        return new ProxyForm(new ProxyServer(at.kind(), at.host(), at.port(), privateAddresses), written.login());
    }

    /** Never repeats what it reads: there may be a password in it. */
    private static ProxyForm read(Value value) {
        String text = Values.raw(LONGEST).read(value);
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw value.wrong("must be a URL such as socks5://user:password@proxy.example:1080");
        }
        Kind kind = Kind.byScheme(url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> value.wrong("must begin with http:// or socks5://"));
        boolean bare = !url.isOpaque()
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        if (!bare) {
            throw value.wrong("must have no path, query or fragment");
        }
        BaseUrls.checkHost(value, url);
        int port = url.getPort() < 0 ? kind.port() : url.getPort();
        ProxyServer server = new ProxyServer(kind, url.getHost().toLowerCase(Locale.ROOT), port, false);
        return new ProxyForm(server, login(value, url.getRawUserInfo()));
    }

    private static @Nullable Secret login(Value value, @Nullable String raw) {
        if (raw == null) {
            return null;
        }
        int colon = raw.indexOf(':');
        String login = decode(value, colon < 0 ? raw : raw.substring(0, colon)) + ":"
                + decode(value, colon < 0 ? "" : raw.substring(colon + 1));
        if (!LOGIN.matcher(login).matches()) {
            throw value.wrong("must have a user and a password of visible ASCII, with %XX for : / @ in them");
        }
        return new Secret(login);
    }

    private static String decode(Value value, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw value.wrong("must have a user and a password of visible ASCII, with %XX for : / @ in them");
        }
    }
}
