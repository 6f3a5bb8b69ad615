package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final String NOW = "Fri, 20 Nov 2026 10:00:00 GMT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7||7000",
                " 7 ||7000",
                "0||0",
                "1.5||1500",
                "0.0001||1",
                "|250|250",
                "9|250|250",
                "1|0|1000",
                "|0|0",
                "99999999||86400000",
                "999999999999999999999999||86400000",
                "-1||",
                "NaN||",
                "Infinity||",
                "1e9||",
                "soon||",
                "0x10||",
                "-5|-5|",
                "7|junk|7000"
            })
    void numbersAreReadWithSense(@Nullable String seconds, @Nullable String millis, @Nullable Long expected) {
        assertThat(read(seconds, millis, null)).isEqualTo(expected == null ? null : Duration.ofMillis(expected));
    }

    @Test
    void aDateCountsOnlyBesideTheUpstreamsOwnClock() {
        String later = "Fri, 20 Nov 2026 10:02:00 GMT";

        assertThat(read(later, null, null)).isNull();
        assertThat(read(later, null, NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(read("Sat, 21 Nov 2026 10:00:00 GMT", null, NOW)).isEqualTo(Duration.ofDays(1));
        assertThat(read(NOW, null, later)).isNull();
        assertThat(read(later, null, "yesterday")).isNull();
    }

    private static @Nullable Duration read(@Nullable String seconds, @Nullable String millis, @Nullable String date) {
        Map<String, String> headers = new HashMap<>();
        if (seconds != null) {
            headers.put("retry-after", seconds);
        }
        if (millis != null) {
            headers.put("retry-after-ms", millis);
        }
        if (date != null) {
            headers.put("date", date);
        }
        return RetryAfter.read(headers);
    }
}
