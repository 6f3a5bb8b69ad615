package dev.sluice.store;

import dev.sluice.model.catalog.Catalog;

/** The database, as the rest of the gateway sees it. Thread safe; every method blocks. */
public interface Store extends AutoCloseable {

    /**
     * Connects and migrates. An SQLite file is made, readable by its owner only, if there is none.
     *
     * @throws StoreUnavailable when the database cannot be reached or is not ours
     */
    static Store open(StoreSettings settings, Vault vault) {
        return JdbcStore.open(settings, vault);
    }

    Keys keys();

    Channels channels();

    Users users();

    Ledger ledger();

    Nodes nodes();

    JournalRows journalRows();

    Requests requests();

    Explanations explanations();

    UsageBooks usage();

    UnbilledUses unbilled();

    Upkeep upkeep();

    Tokens tokens();

    Sessions sessions();

    SecondFactors secondFactors();

    Passkeys passkeys();

    PasswordAttempts passwordAttempts();

    Repeats repeats();

    Announcements announcements();

    Prices prices();

    KeptAnswers keptAnswers();

    Accounts accounts();

    Revisions revisions();

    AuditLog auditLog();

    Jobs jobs();

    RoutingRules routing();

    /** The same store, whose changes of the configuration are made in this user's name; not to be closed. */
    default Store by(String author) {
        return this;
    }

    /** The number of the newest configuration change. One row, cheap to ask. */
    long generation();

    /** Everything that is needed to route, as of one generation. */
    Catalog catalog();

    @Override
    void close();
}
