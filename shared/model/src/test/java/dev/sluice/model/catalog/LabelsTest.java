package dev.sluice.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void tagsAreAddedAtTheEndEachOnceAndTakenAway() {
        Labels labels = new Labels(List.of("eu", "old"), "notes");

        assertThat(labels.retagged(List.of("a", "eu", "a", "b"), List.of("old", "b")))
                .isEqualTo(new Labels(List.of("eu", "a"), "notes"));
    }
}
