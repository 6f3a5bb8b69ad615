package dev.sluice.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenNamesTest {

    @Test
    void itAgreesWithSetsOverObjectsThatOpenAndClose() {
        Random random = new Random(9);
        SeenNames seen = new SeenNames();
        Deque<Set<String>> sets = new ArrayDeque<>();
        int refused = 0;
        for (int step = 0; step < 300_000; step++) {
            int what = random.nextInt(40);
            if (sets.isEmpty() || (what == 0 && sets.size() < 50)) {
                seen.open();
                sets.push(new HashSet<>());
            } else if (what == 1) {
                seen.close();
                sets.pop();
            } else {
                String name = "n".repeat(random.nextInt(20)) + random.nextInt(40);
                boolean isNew = sets.peek().add(name);

                assertThat(add(seen, name)).as(name).isEqualTo(isNew);
                refused += isNew ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void aLargeObjectGoesOnAfterALargeObjectInsideIt() {
        SeenNames seen = new SeenNames();
        seen.open();
        addAll(seen, 500);
        seen.open();
        addAll(seen, 500);
        seen.close();

        assertThat(add(seen, "499")).isFalse();
        assertThat(add(seen, "500")).isTrue();
    }

    @Test
    void namesOfDifferentLengthAndEqualBytesAreDifferent() {
        SeenNames seen = new SeenNames();
        seen.open();

        assertThat(add(seen, "")).isTrue();
        assertThat(add(seen, "\0")).isTrue();
        assertThat(add(seen, "\0\0")).isTrue();
        assertThat(add(seen, "\0")).isFalse();
    }

    private static void addAll(SeenNames seen, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(add(seen, Integer.toString(i))).isTrue();
        }
    }

    private static boolean add(SeenNames seen, String name) {
        byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
        return seen.add(bytes, 1, bytes.length - 1);
    }
}
