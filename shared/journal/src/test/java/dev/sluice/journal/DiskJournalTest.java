package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real disk. */
class DiskJournalTest extends JournalContract {
    @TempDir
    private Path temp;

    private Path folder() {
        return temp.resolve("deep/journal");
    }

    @Override
    Journal open(JournalSettings settings, long floor) throws IOException {
        return Journal.open(folder(), settings, floor);
    }

    @Test
    void onlyTheOwnerMayLookInside() throws IOException {
        try (Journal journal = open(SMALL, 0)) {
            append(journal, "private");
            await().until(() -> journal.durable() == 1);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aFolderHasOneJournalAtATime() throws IOException {
        try (Journal journal = open(SMALL, 0)) {
            assertThatThrownBy(() -> open(SMALL, 0)).hasMessageContaining("writes to " + folder());
            append(journal, "still fine");
        }
        try (Journal journal = open(SMALL, 0)) {
            assertThat(replay(journal)).containsExactly("1 still fine");
        }
    }

    @Test
    void aJournalInUseCanBeLookedAt() throws IOException {
        List<Long> seen = new ArrayList<>();
        try (Journal journal = open(SMALL, 0)) {
            fill(journal, 30);
            Journal.look(folder(), (sequence, payload) -> seen.add(sequence));
            fill(journal, 1);
        }
        Journal.look(folder(), (sequence, payload) -> seen.add(sequence));

        assertThat(seen.subList(0, 30))
                .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
        assertThat(seen.subList(30, 61))
                .isEqualTo(LongStream.rangeClosed(1, 31).boxed().toList());
    }

    @Test
    void theFilesNeverTakeMoreThanTheQuota() throws IOException {
        try (Journal journal = open(SMALL, 0)) {
            while (journal.hasRoom()) {
                fill(journal, 1);
            }
            long little = 1024;
            assertThat(size()).isBetween(7 * SMALL.segmentBytes(), SMALL.maxBytes() + little);
            for (int i = 0; i < 20; i++) {
                append(journal, "x".repeat(500));
            }
            await().until(() -> !journal.hasRoom() && journal.durable() > 50);

            assertThat(size()).isLessThanOrEqualTo(SMALL.maxBytes() + little);
            journal.release(journal.durable());
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
