package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQueryTest {

    @ParameterizedTest
    @CsvSource({
        "HOUR, 2026-03-01T10:59:59.999Z, 2026-03-01T11:00:00.001Z, 2026-03-01T10:00:00Z, 2026-03-01T12:00:00Z, 2",
        "HOUR, 2026-03-01T10:00:00Z, 2026-03-01T11:00:00Z, 2026-03-01T10:00:00Z, 2026-03-01T11:00:00Z, 1",
        "DAY, 2026-02-28T23:00:00Z, 2026-03-01T00:00:01Z, 2026-02-28T00:00:00Z, 2026-03-02T00:00:00Z, 2",
        "DAY, 1969-12-31T23:00:00Z, 1969-12-31T23:30:00Z, 1969-12-31T00:00:00Z, 1970-01-01T00:00:00Z, 1"
    })
    void aRangeIsWidenedToWholeSlots(Slot slot, Instant from, Instant to, Instant first, Instant end, long slots) {
        UsageQuery query = new UsageQuery(slot, from, to, Map.of());

        assertThat(query.from()).isEqualTo(first);
        assertThat(query.to()).isEqualTo(end);
        assertThat(query.slots()).isEqualTo(slots);
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsRefused() {
        Instant now = Instant.parse("2026-03-01T10:00:00Z");

        assertThatThrownBy(() -> new UsageQuery(Slot.HOUR, now.plusSeconds(7200), now, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
