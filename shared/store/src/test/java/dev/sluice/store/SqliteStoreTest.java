package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    private int number;

    @Override
    StoreSettings freshDatabase() {
        return at(folder.resolve("new/folder/" + number++ + ".db"));
    }

    @Override
    public int crowds() {
        return 200;
    }

    private static StoreSettings at(Path file) {
        return new StoreSettings("jdbc:sqlite:" + file, null, null, 4);
    }

    private Path file() {
        return Path.of(settings().url().substring("jdbc:sqlite:".length()));
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws Exception {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        store().users().create(Samples.user("alice"));

        try (var files = Files.list(file().getParent())) {
            assertThat(files)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void theFileKeepsAWriteAheadLog() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rs = statement.executeQuery("PRAGMA journal_mode")) {
            assertThat(rs.getString(1)).isEqualTo("wal");
        }
    }

    @Test
    void aFileThatAnotherProcessHasLockedIsUnavailableNotWrong() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store().users().create(Samples.user("alice")))
                    .isInstanceOf(StoreUnavailable.class);
            assertThat(store().users().list()).hasSize(1);
        }
        store().users().create(Samples.user("alice"));
    }

    @Test
    void aStatementTakesNoConnectionFromThoseWhoServeCalls() {
        StoreSettings one = new StoreSettings("jdbc:sqlite:" + folder.resolve("one.db"), null, null, 1);
        try (Store store = Store.open(one, Samples.VAULT)) {
            store.users().create(Samples.user("alice"));
            Statements statements = store.accounts().statements();

            statements.ofUser("alice", Instant.EPOCH, Instant.now(), looking(store));
            statements.ofKey("k1", Instant.EPOCH, Instant.now(), looking(store));
        }
    }

    /** Reads something else at the beginning of a statement. */
    private static Statements.Pen looking(Store store) {
        return new Statements.Pen() {
            @Override
            public void opening(NanoDollars balance) {
                assertThat(store.users().get("alice")).isPresent();
            }

            @Override
            public void line(Statements.Line line) {
                throw new AssertionError("there is none: " + line);
            }

            @Override
            public void closing(NanoDollars balance, boolean proven) {
                assertThat(proven).isTrue();
            }
        };
    }

    @Test
    void aReportMayDifferByAsMuchAsTheOperatorSays() {
        AuditTerms lenient = new AuditTerms(100, Duration.ofHours(1));
        StoreSettings settings =
                new StoreSettings("jdbc:sqlite:" + folder.resolve("lenient.db"), null, null, 4, lenient);
        ProviderReport report =
                new ProviderReport("channel-1", LocalDate.now(ZoneOffset.UTC), new NanoDollars(1_000), null);
        store().ledger().report(report);
        try (Store store = Store.open(settings, Samples.VAULT)) {
            store.ledger().report(report);

            assertThat(store.ledger().terms()).isEqualTo(lenient);
            assertThat(store.ledger().audit()).allMatch(Finding::holds);
            assertThat(store.ledger().auditNew()).allMatch(Finding::holds);
        }
        assertThat(store().ledger().auditNew())
                .anyMatch(finding -> finding.invariant().equals("I12") && !finding.holds());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "these are not the rows ".repeat(100));

        assertThatThrownBy(() -> Store.open(at(file), Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aDatabaseOfSomebodyElseIsRefused() throws Exception {
        StoreSettings theirs = at(folder.resolve("theirs.db"));
        try (Connection connection = DriverManager.getConnection(theirs.url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (id TEXT)");
        }

        assertThatThrownBy(() -> Store.open(theirs, Samples.VAULT)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aFolderThatCannotBeMadeIsUnavailable() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "x");

        assertThatThrownBy(() -> Store.open(at(file.resolve("sluice.db")), Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aDatabaseInMemoryIsRefused() {
        for (String path : new String[] {"", ":memory:", "file:x.db"}) {
            assertThatThrownBy(() -> Store.open(new StoreSettings("jdbc:sqlite:" + path, null, null, 1), Samples.VAULT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
