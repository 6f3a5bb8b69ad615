package dev.sluice.admin.signin;

import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where this gateway's pages come from, as passkeys know it: they are made for a name, and sign the origin of the page that
 * asks. The name is the one that the browser asked for, unless the operator has said which it is. A page of another name
 * gains nothing by it: a passkey of ours never signs for that name.
 *
 * @param name the relying party's id, a host
 * @param origins that pages may have
 */
public record Site(String name, Set<String> origins) {
    private static final String TLS_PORT = ":443";

    public Site {
        origins = Set.copyOf(origins);
    }

    /** Empty where browsers know no passkeys: for an address instead of a name. */
    public static Optional<Site> of(String authority) {
        String at = authority.toLowerCase(Locale.ROOT);
        HostAndPort parsed = HostAndPort.parseAuthority(at, -1);
        if (parsed == null || !isName(parsed.host())) {
            return Optional.empty();
        }
        String secure = "https://" + (at.endsWith(TLS_PORT) ? at.substring(0, at.length() - TLS_PORT.length()) : at);
        String name = parsed.host();
        boolean local = name.equals("localhost") || name.endsWith(".localhost");
        return Optional.of(new Site(name, local ? Set.of(secure, "http://" + at) : Set.of(secure)));
    }

    /**
     * The one that the operator says it is.
     *
     * @throws IllegalArgumentException if that is no address of a page
     */
    public static Site of(URI url) {
        String host = url.getHost();
        String scheme = url.getScheme();
        if (!isName(host) || scheme == null || !scheme.matches("https?")) {
            throw new IllegalArgumentException("'" + url + "' is not a URL such as https://gateway.example.com");
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String name = host.toLowerCase(Locale.ROOT);
        return new Site(name, Set.of(scheme + "://" + name + port));
    }

    private static boolean isName(@Nullable String host) {
        if (host == null || host.isEmpty() || host.indexOf(':') >= 0) {
            return false;
        }
        try {
            InetAddress.ofLiteral(host);
            return false;
        } catch (IllegalArgumentException noAddress) {
            return true;
        }
    }
}
