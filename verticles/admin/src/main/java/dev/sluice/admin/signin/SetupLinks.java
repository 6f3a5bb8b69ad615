package dev.sluice.admin.signin;

import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;

/** One-time links with which the administrator's first password is set. */
public final class SetupLinks {
    /** How long a link is good for. */
    public static final Duration LIFE = Duration.ofMinutes(30);

    private SetupLinks() {}

    /**
     * Makes a token for {@code http://HOST:PORT/#setup=<token>}, to be shown on the console only. Earlier ones are void
     * from now on.
     *
     * @return 256 random bits as letters and digits
     */
    public static String fresh(Store store, Vault vault) {
        return fresh(store, vault, Clock.systemUTC());
    }

    static String fresh(Store store, Vault vault, Clock clock) {
        String token = RandomText.secret("setup-");
        store.tokens().revokeAll(Purpose.SETUP);
        store.tokens()
                .put(
                        vault.digestToken(token),
                        Purpose.SETUP,
                        Users.ADMIN,
                        clock.instant().plus(LIFE));
        return token;
    }
}
