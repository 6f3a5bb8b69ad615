package dev.sluice.provider.upstream;

import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.store.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The proxy on the way to an upstream, with what it asks of those who use it.
 *
 * @param login user and password with a colon between them; absent where the proxy asks for none
 */
public record Via(ProxyServer server, @Nullable Secret login) {

    /** Where the proxy is. */
    public Origin origin() {
        return new Origin(server.host(), server.port(), false);
    }

    public @Nullable String user() {
        return login == null ? null : login.value().substring(0, colon(login));
    }

    public @Nullable String password() {
        return login == null ? null : login.value().substring(colon(login) + 1);
    }

    private static int colon(Secret login) {
        int at = login.value().indexOf(':');
        return at < 0 ? login.value().length() - 1 : at;
    }
}
