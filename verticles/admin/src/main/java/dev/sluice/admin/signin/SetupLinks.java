package dev.sluice.admin.signin;

import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** One-time links with which a password is set: the administrator's first one, and those of users. */
public final class SetupLinks {
    /** How long a link is good for. */
    public static final Duration LIFE = Duration.ofMinutes(30);
    /** How long one is that an administrator makes for somebody else. */
    public static final Duration LIFE_FOR_OTHERS = Duration.ofHours(24);

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

    /** A token like it with which a user sets a password, whoever made it for them. Earlier ones of theirs are void. */
    public static String forPassword(Store store, Vault vault, String userId, Instant expiresAt) {
        String token = RandomText.secret("setup-");
        store.tokens().putAlone(vault.digestToken(token), Purpose.PASSWORD, userId, expiresAt);
        return token;
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
