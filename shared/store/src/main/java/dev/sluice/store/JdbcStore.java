package dev.sluice.store;

import dev.sluice.model.catalog.Catalog;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The {@link Store} over JDBC. */
final class JdbcStore implements Store {
    /** In whose name the gateway changes the configuration by itself. */
    private static final String GATEWAY = AuditLog.GATEWAY;

    private final Database database;
    private final Vault vault;
    private final AuditTerms terms;
    private final JdbcKeys keys;
    private final JdbcChannels channels;
    private final JdbcUsers users;
    private final JdbcLedger ledger;
    private final RollUpAhead ahead;
    private final JdbcNodes nodes;
    private final JdbcJournalRows journalRows;
    private final JdbcRequests requests;
    private final Explanations explanations;
    private final JdbcUsageBooks usage;
    private final UnbilledUses unbilled;
    private final JdbcUpkeep upkeep;
    private final JdbcTokens tokens;
    private final Sessions sessions;
    private final SecondFactors secondFactors;
    private final Passkeys passkeys;
    private final PasswordAttempts passwordAttempts;
    private final Repeats repeats;
    private final Announcements announcements;
    private final JdbcPrices prices;
    private final KeptAnswers keptAnswers;
    private final Accounts accounts;
    private final Revisions revisions;
    private final AuditLog auditLog;
    private final Jobs jobs;
    private final RoutingRules routing;

    private JdbcStore(Configuration configuration, Vault vault, AuditTerms terms, RollUpAhead ahead) {
        this.database = configuration.database();
        this.vault = vault;
        this.terms = terms;
        this.ahead = ahead;
        this.keys = new JdbcKeys(configuration);
        this.channels = new JdbcChannels(configuration, vault);
        this.users = new JdbcUsers(configuration);
        this.ledger = new JdbcLedger(database, terms, ahead);
        this.nodes = new JdbcNodes(database);
        this.journalRows = new JdbcJournalRows(database);
        this.requests = new JdbcRequests(database);
        this.explanations = new JdbcExplanations(database);
        this.usage = new JdbcUsageBooks(database);
        this.unbilled = new JdbcUnbilledUses(database);
        this.upkeep = new JdbcUpkeep(database, ahead);
        this.tokens = new JdbcTokens(database);
        this.sessions = new JdbcSessions(database);
        this.secondFactors = new JdbcSecondFactors(database, vault);
        this.passkeys = new JdbcPasskeys(database);
        this.passwordAttempts = new JdbcPasswordAttempts(database);
        this.repeats = new JdbcRepeats(database, vault);
        this.announcements = new JdbcAnnouncements(database);
        this.prices = new JdbcPrices(configuration);
        this.keptAnswers = new JdbcKeptAnswers(database, vault);
        this.accounts = new JdbcAccounts(configuration);
        this.revisions = new JdbcRevisions(configuration);
        this.auditLog = new JdbcAuditLog(database);
        this.jobs = new JdbcJobs(database);
        this.routing = new JdbcRoutingRules(configuration);
    }

    static JdbcStore open(StoreSettings settings, Vault vault) {
        return open(settings, vault, UnaryOperator.identity());
    }

    /** With something between this store and what it writes to. */
    static JdbcStore open(StoreSettings settings, Vault vault, UnaryOperator<DataSource> between) {
        SqlDialect dialect = SqlDialect.of(settings.url());
        Pools pools = Pools.open(settings, dialect);
        try {
            Migrations.apply(pools, dialect);
            EntryGuards.stand(pools, dialect);
        } catch (StoreUnavailable e) {
            pools.close();
            throw e;
        } catch (SQLException e) {
            pools.close();
            throw new StoreUnavailable("the database " + pools.place() + " cannot be reached", e);
        }
        Configuration configuration = new Configuration(new Database(pools, dialect, between), GATEWAY);
        return new JdbcStore(configuration, vault, settings.terms(), new RollUpAhead(dialect.bite()));
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
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public JournalRows journalRows() {
        return journalRows;
    }

    @Override
    public Requests requests() {
        return requests;
    }

    @Override
    public Explanations explanations() {
        return explanations;
    }

    @Override
    public UsageBooks usage() {
        return usage;
    }

    @Override
    public UnbilledUses unbilled() {
        return unbilled;
    }

    @Override
    public Upkeep upkeep() {
        return upkeep;
    }

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public SecondFactors secondFactors() {
        return secondFactors;
    }

    @Override
    public Passkeys passkeys() {
        return passkeys;
    }

    @Override
    public PasswordAttempts passwordAttempts() {
        return passwordAttempts;
    }

    @Override
    public Repeats repeats() {
        return repeats;
    }

    @Override
    public Announcements announcements() {
        return announcements;
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
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public Revisions revisions() {
        return revisions;
    }

    @Override
    public AuditLog auditLog() {
        return auditLog;
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public RoutingRules routing() {
        return routing;
    }

    @Override
    public Store by(String author) {
        return new JdbcStore(new Configuration(database, author), vault, terms, ahead);
    }

    @Override
    public long generation() {
        return database.read(Generation::read);
    }

    @Override
    public Catalog catalog() {
        return database.snapshot(handle ->
                new Catalog(Generation.read(handle), JdbcChannels.list(handle), JdbcRoutingRules.all(handle)));
    }

    @Override
    public void close() {
        database.close();
    }
}
