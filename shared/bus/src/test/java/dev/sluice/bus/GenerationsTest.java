package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GenerationsTest {
    private final Generations generations = new Generations();

    @Test
    void aNodeEnforcesWhatTheLastOfItsPartsDoes() {
        AtomicLong slow = new AtomicLong(3);
        generations.add(() -> 5);
        generations.add(slow::get);

        assertThat(generations.lowest()).isEqualTo(3);
        slow.set(6);
        assertThat(generations.lowest()).isEqualTo(5);
    }

    @Test
    void aPartThatHasStoppedHoldsNobodyBack() {
        generations.add(() -> 5);
        Generations.Part gone = generations.add(() -> -1);

        generations.remove(gone);

        assertThat(generations.lowest()).isEqualTo(5);
    }

    @Test
    void aNodeWithoutPartsEnforcesNothing() {
        assertThat(generations.lowest()).isNegative();
    }
}
