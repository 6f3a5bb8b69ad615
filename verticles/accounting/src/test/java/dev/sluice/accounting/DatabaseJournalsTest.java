package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalSettings;
import dev.sluice.store.NodeLife;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseJournalsTest {
    @TempDir
    private Path folder;

    private Store store;
    private Journals journals;

    @BeforeEach
    void openTheStore() {
        store = Store.open(
                new StoreSettings("jdbc:sqlite:" + folder.resolve("books.db"), null, null, 4), Vault.of(new byte[32]));
        journals = Journals.inDatabase(store.journalRows(), JournalSettings.usual());
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    @Test
    void aNewLifeFindsWhatTheOneBeforeHadWritten() throws IOException {
        try (Journal journal = journals.open(store.nodes().begin("node"), 41)) {
            append(journal, "a");
            append(journal, "b");
        }

        try (Journal journal = journals.open(store.nodes().begin("node"), 0)) {
            assertThat(replay(journal)).containsExactly("42 a", "43 b");
            assertThat(journal.released()).isEqualTo(41);
            assertThat(append(journal, "c")).isEqualTo(44);
        }
    }

    @Test
    void aLifeThatIsFencedOffKeepsNothingMore() throws IOException {
        NodeLife earlier = store.nodes().begin("node");
        try (Journal zombie = journals.open(earlier, 0)) {
            append(zombie, "a");
            await().until(() -> zombie.durable() == 1);
            NodeLife later = store.nodes().begin("node");

            append(zombie, "of the dead");
            await().until(() -> !zombie.hasRoom());
            assertThat(zombie.durable()).isEqualTo(1);
            try (Journal journal = journals.open(later, 0)) {
                assertThat(replay(journal)).containsExactly("1 a");
            }
        }
    }

    private static long append(Journal journal, String text) {
        return journal.append(text.getBytes(StandardCharsets.UTF_8), null);
    }

    private static List<String> replay(Journal journal) throws IOException {
        List<String> records = new ArrayList<>();
        journal.replay((sequence, payload) -> records.add(sequence + " " + StandardCharsets.UTF_8.decode(payload)));
        return records;
    }
}
