package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a store keeps the journals of nodes without a disk. */
interface JournalRowsContract extends Stage {

    @Test
    default void aJournalsRecordsAreReadInOrderAndByTheirNodeOnly() {
        NodeLife one = store().nodes().begin("one");
        NodeLife two = store().nodes().begin("two");
        write(one, 8, "a", "b");
        write(one, 10, "c");
        write(two, 8, "of another");

        assertThat(read(one)).containsExactly("8 a", "9 b", "10 c");
        assertThat(read(two)).containsExactly("8 of another");
        List<Long> seen = new ArrayList<>();
        store().journalRows().look("one", (payload, seq) -> seen.add(seq));
        store().journalRows().look("nobody", (payload, seq) -> seen.add(seq));
        assertThat(seen).containsExactly(8L, 9L, 10L);
    }

    @Test
    default void recordsThatAreWrittenAgainReplaceWhatMayHaveBeenKept() {
        NodeLife life = store().nodes().begin("doubtful");
        write(life, 1, "a", "b", "c");

        write(life, 2, "b", "c", "d");
        write(life, 5);

        assertThat(read(life)).containsExactly("1 a", "2 b", "3 c", "4 d");
    }

    @Test
    default void anEarlierLifeWritesAndDeletesNothing() {
        NodeLife earlier = store().nodes().begin("twice");
        write(earlier, 1, "a");
        NodeLife later = store().nodes().begin("twice");

        assertThatThrownBy(() -> write(earlier, 2, "b")).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> write(earlier, 2)).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> store().journalRows().delete(earlier, 1)).isInstanceOf(NodeFenced.class);
        assertThat(read(later)).containsExactly("1 a");
    }

    @Test
    default void recordsAreDeletedUpToASequence() {
        NodeLife life = store().nodes().begin("forgetful");
        write(life, 1, Collections.nCopies(1500, "x").toArray(String[]::new));

        store().journalRows().delete(life, 1);

        assertThat(read(life)).hasSize(1499).startsWith("2 x").endsWith("1500 x");
    }

    private void write(NodeLife life, long first, String... texts) {
        List<byte[]> payloads = new ArrayList<>();
        for (String text : texts) {
            payloads.add(text.getBytes(StandardCharsets.UTF_8));
        }
        store().journalRows().write(life, first, payloads);
    }

    private List<String> read(NodeLife life) {
        List<String> read = new ArrayList<>();
        store().journalRows()
                .read(life, (payload, seq) -> read.add(seq + " " + new String(payload, StandardCharsets.UTF_8)));
        return read;
    }
}
