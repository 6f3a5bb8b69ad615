package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1ms, 1, 1ms",
        "500ms, 500, 500ms",
        "1000ms, 1000, 1s",
        "90s, 90000, 90s",
        "120s, 120000, 2m",
        "2m, 120000, 2m",
        "24h, 86400000, 24h",
        "1440m, 86400000, 24h"
    })
    void aDurationIsReadAndWrittenInItsLargestWholeUnit(String text, long millis, String canonical) {
        Duration duration = Times.duration().read(value(text));

        assertThat(duration).isEqualTo(Duration.ofMillis(millis));
        assertThat(Times.text(duration)).isEqualTo(canonical);
        assertThat(Times.duration().read(value(canonical))).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "0s", "-1s", "1.5s", "1 s", "1S", "1d", "25h", "9999999999ms", "PT30S"})
    void anythingElseIsNoDuration(String text) {
        assertThatThrownBy(() -> Times.duration().read(value(text))).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T00:00:01Z, 2030-01-01T00:00:01Z",
        "2030-06-01T12:00:00.123456+02:00, 2030-06-01T10:00:00.123Z",
        "2030-01-01T00:00:00-00:01, 2030-01-01T00:01:00Z"
    })
    void aMomentIsKeptInUtcToTheMillisecond(String text, Instant moment) {
        assertThat(Times.after(NOW).read(value(text))).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2030-01-02",
                "2030-01-02T00:00:00",
                "2030-13-01T00:00:00Z",
                "2030-01-01T00:00:00Z",
                "2029-12-31T23:59:59Z",
                "+999999999-01-01T00:00:00Z"
            })
    void anythingElseOrThePastIsNot(String text) {
        assertThatThrownBy(() -> Times.after(NOW).read(value(text))).isInstanceOf(GatewayException.class);
    }

    private static Value value(String text) {
        return new Value("field", TextNode.valueOf(text));
    }
}
