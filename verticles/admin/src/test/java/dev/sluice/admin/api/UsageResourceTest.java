package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.UnbilledLine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of calls that arrived on 14 November 2023 between 22:00 and 23:00. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageResourceTest {
    private static final String RANGE = "from=2023-11-14T00:00:00Z&to=2023-11-15T00:00:00Z";
    private static final String HERS = "token of alice";

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.users().create(new User("alice", "Alice", "user", true, false));
        management.store.tokens().put(management.vault.digestToken(HERS), Purpose.MANAGEMENT, "alice", null);
        Rows.settle(
                management.store,
                List.of(
                        Rows.of("c1", "admin", "key_1", "gpt-5", cost(300)),
                        Rows.of("c2", "admin", "key_1", "=cmd|' /C calc'!A0", cost(200)),
                        Rows.of("c3", "alice", "key_2", "gpt-5", cost(100))));
        management.store.jobs().take("test");
        assertThat(management.store.upkeep().rollUp("test")).isEqualTo(3);
    }

    private static NanoDollars cost(long amount) {
        return new NanoDollars(amount);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private JsonNode hers(String path) {
        return management.call("GET", path, null, HERS).expect(200).json();
    }

    @Test
    void aSeriesHasATotalAndALineForEachSlotWithCalls() {
        JsonNode usage =
                management.get("/api/usage?slot=hour&" + RANGE).expect(200).json();

        assertThat(usage.path("slot").asText()).isEqualTo("hour");
        assertThat(usage.at("/total/requests").asLong()).isEqualTo(3);
        assertThat(usage.at("/total/cost_nanodollars").asLong()).isEqualTo(600);
        assertThat(usage.at("/total/purchase_nanodollars").asLong()).isEqualTo(300);
        assertThat(usage.at("/total/margin_nanodollars").asLong()).isEqualTo(300);
        assertThat(usage.at("/total/usage/cache_read").asLong()).isEqualTo(60);
        assertThat(usage.at("/total/usage/audio_input").asLong()).isEqualTo(21);
        assertThat(usage.at("/total/units/image").asLong()).isEqualTo(6);
        assertThat(usage.at("/total/first_content_ms/p50").isNull()).isTrue();
        assertThat(usage.at("/total/total_ms/mean").asLong()).isEqualTo(1234);
        assertThat(usage.path("series")).hasSize(1);
        assertThat(usage.at("/series/0/starts_at").asText()).isEqualTo("2023-11-14T22:00:00Z");
        assertThat(usage.at("/series/0/requests").asLong()).isEqualTo(3);
        assertThat(usage.has("parts")).isFalse();
    }

    @Test
    void partsComeWithTheDearestFirst() {
        JsonNode byModel =
                management.get("/api/usage?by=model&top=1&" + RANGE).expect(200).json();
        JsonNode byUser =
                management.get("/api/usage?by=user&" + RANGE).expect(200).json();

        assertThat(byModel.path("parts")).hasSize(1);
        assertThat(byModel.at("/parts/0/name").asText()).isEqualTo("gpt-5");
        assertThat(byModel.at("/parts/0/total/cost_nanodollars").asLong()).isEqualTo(400);
        assertThat(byModel.at("/total/cost_nanodollars").asLong()).isEqualTo(600);
        assertThat(byUser.path("parts").findValuesAsText("name")).containsExactly("admin", "alice");
    }

    @Test
    void filtersNarrowTheSums() {
        assertThat(management
                        .get("/api/usage?model=gpt-5&key_id=key_1&" + RANGE)
                        .json()
                        .at("/total/requests")
                        .asLong())
                .isEqualTo(1);
        assertThat(management
                        .get("/api/usage?from=2023-11-15T00:00:00Z&to=2023-11-16T00:00:00Z")
                        .json()
                        .at("/total/requests")
                        .asLong())
                .isZero();
    }

    @Test
    void aUserSeesTheirOwnAndNothingOfThePlatforms() {
        JsonNode usage = hers("/api/usage?by=key&" + RANGE);

        assertThat(usage.at("/total/requests").asLong()).isEqualTo(1);
        assertThat(usage.path("parts").findValuesAsText("name")).containsExactly("key_2");
        assertThat(usage.toString()).doesNotContain("purchase", "margin", "channel");
        String lines = management
                .call("GET", "/api/usage/export?" + RANGE, null, HERS)
                .expect(200)
                .text();
        assertThat(lines.lines()).hasSize(2);
        assertThat(lines).contains("alice").doesNotContain("admin", "purchase", "ch_1");
        management.call("GET", "/api/usage/channels?" + RANGE, null, HERS).expect(403);
        assertThat(management
                        .call("GET", "/api/usage?user_id=admin&" + RANGE, null, HERS)
                        .expect(400)
                        .param())
                .isEqualTo("user_id");
        assertThat(management
                        .call("GET", "/api/usage?by=channel&" + RANGE, null, HERS)
                        .expect(400)
                        .param())
                .isEqualTo("by");
    }

    @Test
    void channelsShowWhatIsLeftOfWhatTheyBringIn() {
        JsonNode margins =
                management.get("/api/usage/channels?" + RANGE).expect(200).json();

        assertThat(margins.path("data")).hasSize(1);
        assertThat(margins.at("/data/0/channel_id").asText()).isEqualTo("ch_1");
        assertThat(margins.at("/data/0/cost").asText()).isEqualTo("0.0000006");
        assertThat(margins.at("/data/0/margin_nanodollars").asLong()).isEqualTo(300);
    }

    @Test
    void whatNobodyIsBilledForIsTakenOffAChannelsMarginAndOffNoBill() {
        String range = "from=2023-11-16T00:00:00Z&to=2023-11-17T00:00:00Z";
        Instant then = Instant.parse("2023-11-16T22:00:00Z");
        management
                .store
                .unbilled()
                .add(List.of(
                        new UnbilledLine(then, "ch_8", UnbilledUse.Kind.HEDGE, 2, 30, 4, cost(50)),
                        new UnbilledLine(then, "ch_8", UnbilledUse.Kind.SHADOW, 1, 10, 9, cost(25)),
                        new UnbilledLine(then, "ch_9", UnbilledUse.Kind.SHADOW, 1, 10, 9, cost(7))));

        JsonNode all =
                management.get("/api/usage/channels?" + range).expect(200).json();
        assertThat(all.path("data").findValuesAsText("channel_id")).containsExactly("ch_8", "ch_9");
        assertThat(all.at("/data/0/cost_nanodollars").asLong()).isZero();
        assertThat(all.at("/data/0/margin_nanodollars").asLong()).isZero();
        assertThat(all.at("/data/0/unbilled/hedge/requests").asLong()).isEqualTo(2);
        assertThat(all.at("/data/0/unbilled/hedge/prompt_tokens").asLong()).isEqualTo(30);
        assertThat(all.at("/data/0/unbilled_cost_nanodollars").asLong()).isEqualTo(75);
        assertThat(all.at("/data/0/net_margin_nanodollars").asLong()).isEqualTo(-75);
        assertThat(all.at("/total/net_margin_nanodollars").asLong()).isEqualTo(-82);
        assertThat(all.at("/total/unbilled/shadow/requests").asLong()).isEqualTo(2);

        JsonNode one = management
                .get("/api/usage/channels?channel_id=ch_9&" + range)
                .expect(200)
                .json();
        assertThat(one.path("data").findValuesAsText("channel_id")).containsExactly("ch_9");
        assertThat(one.at("/total/unbilled_cost_nanodollars").asLong()).isEqualTo(7);
        JsonNode ofUser = management
                .get("/api/usage/channels?user_id=alice&" + range)
                .expect(200)
                .json();
        assertThat(ofUser.path("data")).isEmpty();
        assertThat(ofUser.path("total").has("net_margin")).isFalse();
    }

    @Test
    void aChannelThatIsTooCheapToBeShownIsNotSaidToHaveNoCalls() {
        Instant then = Instant.parse("2023-12-05T22:00:00Z");
        Rows.settle(
                management.store,
                IntStream.rangeClosed(1, 11)
                        .mapToObj(n -> Rows.through(
                                "shown_" + n,
                                then.toEpochMilli(),
                                Rows.of("shown-" + n, "admin", "key_1", "gpt-5", cost(100L * n))))
                        .toList());
        management.store.jobs().take("test");
        assertThat(management.store.upkeep().rollUp("test")).isEqualTo(11);
        management
                .store
                .unbilled()
                .add(List.of(new UnbilledLine(then, "shown_1", UnbilledUse.Kind.SHADOW, 1, 10, 9, cost(7))));

        JsonNode thousandHours = management
                .get("/api/usage/channels?slot=hour&from=2023-12-01T00:00:00Z&to=2024-01-11T16:00:00Z")
                .expect(200)
                .json();
        JsonNode days = management
                .get("/api/usage/channels?from=2023-12-01T00:00:00Z&to=2024-01-11T16:00:00Z")
                .expect(200)
                .json();

        assertThat(thousandHours.path("data").findValuesAsText("channel_id"))
                .hasSize(10)
                .doesNotContain("shown_1");
        assertThat(thousandHours.at("/total/unbilled_cost_nanodollars").asLong())
                .isEqualTo(7);
        assertThat(days.path("data").findValuesAsText("channel_id")).hasSize(11).endsWith("shown_1");
        assertThat(days.at("/data/10/requests").asLong()).isEqualTo(1);
        assertThat(days.at("/data/10/net_margin_nanodollars").asLong()).isEqualTo(43);
    }

    @Test
    void linesAreExportedAsCsvThatASpreadsheetDoesNotRun() {
        var csv = management
                .get("/api/usage/export?slot=hour&model=" + "%3Dcmd%7C%27%20%2FC%20calc%27%21A0" + "&" + RANGE)
                .expect(200);

        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(csv.header("content-disposition")).isEqualTo("attachment; filename=\"usage-by-hour.csv\"");
        List<String> lines = csv.text().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith("starts_at,user_id,key_id,model,requests,")
                .endsWith(",channel_id,purchase_nanodollars,gateway_us_mean");
        assertThat(lines.getLast())
                .startsWith("2023-11-14T22:00:00Z,admin,key_1,\"'=cmd|' /C calc'!A0\",1,")
                .endsWith(",ch_1,100,");
        assertThat(csv.text()).endsWith("\r\n");
    }

    @Test
    void linesAreExportedAsJsonToo() {
        var lines = management.get("/api/usage/export?format=jsonl&" + RANGE).expect(200);

        assertThat(lines.header("content-type")).isEqualTo("application/jsonl");
        assertThat(lines.text().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"starts_at\":\"2023-11-14T00"));
    }

    @ParameterizedTest
    @CsvSource({
        "slot=week, slot",
        "by=colour, by",
        "top=0, top",
        "top=101, top",
        "from=yesterday, from",
        "from=2023-11-14T00:00:00Z&to=2023-11-14T00:00:00Z, to",
        "slot=hour&from=2023-01-01T00:00:00Z&to=2023-12-01T00:00:00Z, from",
        "slot=day&by=model&top=100&from=2023-01-01T00:00:00Z&to=2023-12-01T00:00:00Z, top",
        "model=, model",
        "colour=red, colour"
    })
    void whatIsWrongIsNamed(String query, String param) {
        assertThat(management.get("/api/usage?" + query).expect(400).param()).isEqualTo(param);
    }

    @Test
    void aFormatThatThereIsNotIsNamed() {
        assertThat(management.get("/api/usage/export?format=xlsx").expect(400).param())
                .isEqualTo("format");
    }
}
