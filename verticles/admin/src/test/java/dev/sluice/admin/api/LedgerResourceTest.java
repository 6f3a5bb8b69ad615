package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerResourceTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void everyInvariantIsShownWithItsFigureAndMeaning() {
        JsonNode audit = management.get("/api/ledger/audit").expect(200).json();

        assertThat(audit.path("holds").asBoolean()).isTrue();
        assertThat(audit.path("unaudited").asLong(-1)).isZero();
        assertThat(audit.path("data").findValuesAsText("invariant")).contains("I1", "I4", "I12");
        assertThat(audit.path("data")).allSatisfy(finding -> {
            assertThat(finding.path("violations").asLong()).isZero();
            assertThat(finding.path("holds").asBoolean()).isTrue();
            assertThat(finding.path("meaning").asText()).isNotEmpty();
        });
    }

    @Test
    void theBooksAreNotCheckedAgainWithinAMinute() {
        String first =
                management.get("/api/ledger/audit").json().path("checked_at").asText();
        management.clock.advance(Duration.ofSeconds(30));
        assertThat(management.get("/api/ledger/audit").json().path("checked_at").asText())
                .isEqualTo(first);
        management.clock.advance(Duration.ofMinutes(2));
        assertThat(management.get("/api/ledger/audit").json().path("checked_at").asText())
                .isGreaterThan(first);
    }

    @Test
    void whatAProviderSaysIsKeptOncePerChannelAndDay() {
        String report = "{\"channel_id\":\"ch_1\",\"day\":\"2026-01-31\",\"amount\":\"12.50\",\"note\":\"invoice 7\"}";
        management.post("/api/provider-reports", report).expect(200);
        management
                .post("/api/provider-reports", report.replace("12.50", "12.75"))
                .expect(200);

        JsonNode reports = management
                .get("/api/provider-reports?from=2026-01-31&to=2026-01-31")
                .expect(200)
                .json();

        assertThat(reports.path("data")).hasSize(1);
        assertThat(reports.at("/data/0/amount").asText()).isEqualTo("12.75");
        assertThat(reports.at("/data/0/day").asText()).isEqualTo("2026-01-31");
        assertThat(reports.at("/data/0/note").asText()).isEqualTo("invoice 7");
        assertThat(management
                        .get("/api/provider-reports?from=2026-02-01&to=2026-02-02")
                        .json()
                        .path("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "31.1.2026", "yesterday", ""})
    void aDayThatThereIsNotIsRefused(String day) {
        assertThat(management
                        .post("/api/provider-reports", "{\"channel_id\":\"ch_1\",\"day\":\"" + day + "\",\"amount\":1}")
                        .expect(400)
                        .param())
                .isEqualTo("day");
        assertThat(management
                        .get("/api/provider-reports?from=" + day + "&to=2026-01-01")
                        .expect(400)
                        .param())
                .isEqualTo("from");
    }

    @Test
    void aRangeIsBounded() {
        assertThat(management
                        .get("/api/provider-reports?from=2024-01-01&to=2026-01-01")
                        .expect(400)
                        .param())
                .isEqualTo("from");
    }
}
