package dev.sluice.launcher;

import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.launcher.conf.Key;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Store;
import dev.sluice.store.Tokens;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a start puts into the database from the environment, and what a first start makes by itself. */
final class FirstStart {
    private static final String GROUP = "default";
    private static final int KEY_BYTES = 32;
    private static final int HINT_LENGTH = 7;

    private final Store store;
    private final Vault vault;
    private final Conf conf;

    FirstStart(Store store, Vault vault, Conf conf) {
        this.store = store;
        this.vault = vault;
        this.conf = conf;
    }

    /** Puts the operator's management token, password and initial key in force. */
    void applyEnvironment() {
        given(Key.ADMIN_TOKEN)
                .ifPresent(token ->
                        store.tokens().put(vault.digestToken(token), Tokens.Purpose.MANAGEMENT, Users.ADMIN, null));
        given(Key.ADMIN_PASSWORD).ifPresent(this::setPassword);
        given(Key.INITIAL_KEY).ifPresent(key -> {
            if (store.keys().find(vault.digestApiKey(key)).isEmpty()) {
                addKey("initial key", key);
            }
        });
    }

    /** A fresh API key for the first curl; only while there is no key at all. */
    Optional<String> firstKey() {
        if (!store.keys().list(null, 1).items().isEmpty()) {
            return Optional.empty();
        }
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = "sk-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        addKey("first key", key);
        return Optional.of(key);
    }

    /** A one-time token that sets the administrator's password; only while there is none. */
    Optional<String> setupToken() {
        return store.users().passwordHash(Users.ADMIN).isPresent()
                ? Optional.empty()
                : Optional.of(SetupLinks.fresh(store, vault));
    }

    private void setPassword(String password) {
        try {
            Passwords.set(store, Users.ADMIN, password);
        } catch (GatewayException unfit) {
            throw new ConfException(
                    Key.ADMIN_PASSWORD.path() + ": " + unfit.error().message());
        }
    }

    private void addKey(String name, String key) {
        Bytes digest = vault.digestApiKey(key);
        store.keys()
                .create(
                        new ApiKey(
                                UUID.randomUUID().toString(),
                                name,
                                key.substring(0, Math.min(HINT_LENGTH, key.length() / 2)),
                                Users.ADMIN,
                                GROUP,
                                true,
                                null,
                                List.of(),
                                List.of(),
                                KeyLimits.NONE,
                                null,
                                Instant.now()),
                        digest);
    }

    private Optional<String> given(Key key) {
        return Optional.of(conf.text(key)).filter(value -> !value.isEmpty());
    }
}
