package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent<String, Object> recent = new Recent<>(10);

    @Test
    void aValueIsMadeOnceWhileItIsRemembered() {
        AtomicInteger made = new AtomicInteger();

        Optional<Object> first = recent.get("a", () -> Optional.of(made.incrementAndGet()));
        Optional<Object> second = recent.get("a", () -> Optional.of(made.incrementAndGet()));

        assertThat(first).contains(1);
        assertThat(second).contains(1);
    }

    @Test
    void nothingIsRememberedWhereNothingIsMade() {
        assertThat(recent.get("a", Optional::empty)).isEmpty();
        assertThat(recent.size()).isZero();
    }

    @Test
    void itNeverHoldsMoreThanTwoGenerations() {
        for (int i = 0; i < 1000; i++) {
            recent.get("name-" + i, () -> Optional.of("value"));

            assertThat(recent.size()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void whatIsInUseOutlivesAFloodOfOtherNames() {
        AtomicInteger made = new AtomicInteger();

        for (int i = 0; i < 1000; i++) {
            recent.get("flood-" + i, () -> Optional.of("value"));
            recent.get("used", () -> Optional.of(made.incrementAndGet()));
        }

        assertThat(made).hasValue(1);
    }

    @Test
    void whatIsNotInUseIsForgotten() {
        recent.get("unused", () -> Optional.of("old"));

        for (int i = 0; i < 20; i++) {
            recent.get("flood-" + i, () -> Optional.of("value"));
        }

        assertThat(recent.get("unused", () -> Optional.of("new"))).contains("new");
    }
}
