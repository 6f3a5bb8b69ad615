package dev.sluice.store;

import static dev.sluice.store.Samples.VAULT;
import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store must do whatever database it is on. Each test has a database of its own. */
abstract class StoreContract
        implements LedgerContract,
                NodesContract,
                AuditContract,
                AuditLogContract,
                HistoryContract,
                FaultContract,
                CatalogContract,
                SignInContract,
                RepeatsContract,
                BudgetContract,
                RateLimitContract,
                RoutingContract,
                UpstreamKeyContract,
                RuleSwitchContract,
                CreditContract,
                EditContract,
                PricesContract,
                PriceEditContract,
                JournalRowsContract,
                UsageContract,
                RevisionsContract,
                RequestsContract,
                ExplanationContract,
                UnbilledContract {
    private StoreSettings settings;
    private Store store;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /** Where a database is that nobody has used yet. */
    abstract StoreSettings freshDatabase() throws Exception;

    /** Where a database is that has its tables already, if that is quicker than having them made. */
    StoreSettings freshTables() throws Exception {
        return freshDatabase();
    }

    @BeforeEach
    void openAFreshStore() throws Exception {
        settings = freshTables();
        store = Store.open(settings, VAULT);
    }

    /** Gives back what {@link #freshTables} took, once nobody uses it any more. */
    void forgetTables() throws Exception {}

    @AfterEach
    void closeTheStore() throws Exception {
        if (store != null) {
            store.close();
        }
        forgetTables();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public Node node(String name) {
        return nodes.computeIfAbsent(name, n -> Node.begin(store, n));
    }

    @Override
    public int crowds() {
        return 40;
    }

    @Override
    public Store cutStore(CuttingSource[] made) {
        return JdbcStore.open(settings, VAULT, source -> {
            made[0] = new CuttingSource(SqlDialect.of(settings.url()), source);
            return made[0];
        });
    }

    @Override
    public StoreSettings settings() {
        return settings;
    }

    @Override
    public Connection connection() throws SQLException {
        String password =
                settings.password() == null ? null : settings.password().value();
        return DriverManager.getConnection(settings.url(), settings.user(), password);
    }

    @Test
    void whatIsWrittenIsThereWhenTheStoreIsOpenedAgain() {
        store.users().create(Samples.user("alice"));
        store.ledger().adjust(Account.ofUser("alice"), nano(5), "gift", "g1");
        node("n1").draw(Account.ofUser("alice"), 2, 2);
        long generation = store.generation();
        store.close();

        store = Store.open(settings, VAULT);

        assertThat(store.users().list()).hasSize(2);
        assertThat(store.generation()).isEqualTo(generation);
        assertThat(store.ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(5), nano(2)));
    }

    @Test
    void aSecondStoreOnTheSameDatabaseSeesWhatTheFirstHasWritten() throws Exception {
        try (Store other = Store.open(settings, VAULT)) {
            store.users().create(Samples.user("alice"));
            store.ledger().adjust(Account.ofUser("alice"), nano(100), "gift", "g1");
            List<Store> both = List.of(store, other);
            List<Node> nodes = both.stream()
                    .map(one -> Node.begin(one, "n" + both.indexOf(one)))
                    .toList();
            AtomicInteger turn = new AtomicInteger();

            Crowd.of(40, () -> nodes.get(turn.getAndIncrement() % 2).draw(Account.ofUser("alice"), 1, 1));

            assertThat(other.ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(100), nano(40)));
            assertThat(other.ledger().audit()).allMatch(Finding::holds);
        }
    }

    @Test
    void anAuditOfABusyStoreSeesOneMoment() throws Exception {
        RandomHistory history = new RandomHistory(store, 42);
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> busy = thread.submit(() -> {
                while (!over.get()) {
                    history.go(5);
                }
            });

            try {
                for (int i = 0; i < 15; i++) {
                    assertThat(store.ledger().audit()).allMatch(Finding::holds);
                }
            } finally {
                over.set(true);
            }
            busy.get(30, TimeUnit.SECONDS);
        }
        assertThat(store.ledger().settledRequests()).isPositive();
    }

    @Test
    void booksOfAnEarlierVersionAreCarriedOver() throws Exception {
        StoreSettings earlier = freshDatabase();
        EarlierBooks.write(earlier);

        try (Store migrated = Store.open(earlier, VAULT)) {
            assertThat(migrated.ledger().audit()).allMatch(Finding::holds);
            assertThat(migrated.ledger().settledRequests()).isEqualTo(2);
            assertThat(migrated.requests()
                            .get(Sight.EVERYTHING, "c1")
                            .orElseThrow()
                            .requestId())
                    .isEqualTo("r1");
            assertThat(migrated.requests()
                            .get(Sight.EVERYTHING, "c2")
                            .orElseThrow()
                            .cost())
                    .isEqualTo(nano(5));
            assertThat(migrated.requests()
                            .get(Sight.EVERYTHING, "c3")
                            .orElseThrow()
                            .reckoning()
                            .held())
                    .isNull();
            assertThat(migrated.ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(77), nano(30)));

            Node.begin(migrated, "n1").reclaim();

            assertThat(migrated.ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(77), nano(0)));
            assertThat(migrated.ledger().adjust(Account.ofUser("alice"), nano(1), "again", "t1"))
                    .isFalse();
            assertThat(migrated.ledger().audit()).allMatch(Finding::holds);
        }
    }

    @Test
    void nodesThatStartAtOnceOnAnEmptyDatabaseAgree() throws Exception {
        StoreSettings empty = freshDatabase();

        List<Store> nodes = Crowd.of(2, () -> Store.open(empty, VAULT));

        assertThat(nodes).allSatisfy(node -> assertThat(node.users().list()).hasSize(1));
        nodes.forEach(Store::close);
    }
}
