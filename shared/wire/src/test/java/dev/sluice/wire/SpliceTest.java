package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SpliceTest {
    private final byte[] array = "abcdefgh".getBytes(StandardCharsets.US_ASCII);
    private final Splice splice = new Splice();

    @Test
    void runsThatFollowOnEachOtherAreOneSliceOfTheirArray() {
        Bytes taken = splice.add(array, 1, 3).add(array, 3, 3).add(array, 3, 6).take();

        assertThat(taken.utf8()).isEqualTo("bcdef");
        assertThat(taken.array()).isSameAs(array);
    }

    @Test
    void otherRunsAreJoinedInOrder() {
        for (int i = 0; i < 20; i++) {
            splice.add(array, i % 4, 5).add(Bytes.utf8("-"));
        }

        assertThat(splice.take().utf8()).startsWith("abcde-bcde-cde-de-abcde-").hasSize(5 * (5 + 4 + 3 + 2) + 20);
    }

    @Test
    void equalArraysAreNotTheSameArray() {
        byte[] twin = array.clone();

        assertThat(splice.add(array, 0, 2).add(twin, 2, 4).take().utf8()).isEqualTo("abcd");
    }

    @Test
    void itIsEmptyAfterATake() {
        splice.add(array, 0, 2).take();

        assertThat(splice.take()).isEqualTo(Bytes.EMPTY);
    }
}
