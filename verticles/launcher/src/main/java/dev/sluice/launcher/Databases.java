package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.Key;
import dev.sluice.store.AuditTerms;
import dev.sluice.store.Secret;
import dev.sluice.store.StoreSettings;

/** Which database a configuration means. */
final class Databases {
    private Databases() {}

    static StoreSettings settings(Conf conf) {
        String url = conf.text(Key.DATABASE_URL);
        String user = conf.text(Key.DATABASE_USER);
        String password = conf.text(Key.DATABASE_PASSWORD);
        return new StoreSettings(
                url.isEmpty() ? "jdbc:sqlite:" + conf.data().resolve("sluice.db") : url,
                user.isEmpty() ? null : user,
                password.isEmpty() ? null : new Secret(password),
                conf.integer(Key.DATABASE_CONNECTIONS),
                new AuditTerms(
                        conf.integer(Key.ACCOUNTING_PROVIDER_TOLERANCE),
                        conf.duration(Key.ACCOUNTING_LOST_NODE_GRACE)));
    }
}
