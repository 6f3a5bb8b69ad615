package dev.sluice.store;

import dev.sluice.model.catalog.Catalog;

/** The {@link Store} over JDBC. */
final class JdbcStore implements Store {
    private final Database database;
    private final JdbcKeys keys;
    private final JdbcChannels channels;
    private final JdbcUsers users;
    private final JdbcLedger ledger;
    private final JdbcRequests requests;
    private final JdbcTokens tokens;
    private final JdbcPrices prices;
    private final KeptAnswers keptAnswers;

    private JdbcStore(Database database, Vault vault) {
        this.database = database;
        this.keys = new JdbcKeys(database);
        this.channels = new JdbcChannels(database, vault);
        this.users = new JdbcUsers(database);
        this.ledger = new JdbcLedger(database);
        this.requests = new JdbcRequests(database);
        this.tokens = new JdbcTokens(database);
        this.prices = new JdbcPrices(database);
        this.keptAnswers = new JdbcKeptAnswers(database, vault);
    }

    static JdbcStore open(StoreSettings settings, Vault vault) {
        SqlDialect dialect = SqlDialect.of(settings.url());
        Pools pools = Pools.open(settings, dialect);
        try {
            Migrations.apply(pools, dialect);
        } catch (StoreUnavailable e) {
            pools.close();
            throw e;
        }
        return new JdbcStore(new Database(pools, dialect), vault);
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public Channels channels() {
        return channels;
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Requests requests() {
        return requests;
    }

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public Prices prices() {
        return prices;
    }

    @Override
    public KeptAnswers keptAnswers() {
        return keptAnswers;
    }

    @Override
    public long generation() {
        return database.read(Generation::read);
    }

    @Override
    public Catalog catalog() {
        return database.snapshot(handle -> new Catalog(Generation.read(handle), JdbcChannels.list(handle)));
    }

    @Override
    public void close() {
        database.close();
    }
}
