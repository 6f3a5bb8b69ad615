package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Explained;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Considered;
import dev.sluice.model.call.Explanation.Part;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.call.UpstreamLimit.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How a request went is told from wherever it is remembered, and to whom it may be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainResourceTest {
    private static final String HERS = "token of alice";
    private static final String KEPT = "1234567890abcdef0000000000000001";
    private static final String REMEMBERED = "1234567890abcdef0000000000000002";
    private static final String FORGOTTEN = "1234567890abcdef0000000000000003";
    private static final String ANOTHER = "1234567890abcdef0000000000000004";
    private static final String YOUNG = "1234567890abcdef0000000000000005";
    private static final String REFUSED = "1234567890abcdef0000000000000006";
    private static final String NEVER = "1234567890abcdef0000000000000007";
    private static final NanoDollars COST = new NanoDollars(1_500_000);

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.users().create(new User("alice", "Alice", "user", true, false));
        management.store.tokens().put(management.vault.digestToken(HERS), Purpose.MANAGEMENT, "alice", null);
        Rows.settle(
                management.store,
                List.of(
                        Rows.of(KEPT, "alice", "k", "gpt-5", COST),
                        Rows.of(REMEMBERED, "alice", "k", "gpt-5", COST),
                        Rows.of(FORGOTTEN, "alice", "k", "gpt-5", COST),
                        Rows.of(ANOTHER, "bob", "k", "gpt-5", COST)));
        management.store.explanations().keep(List.of(explanation(KEPT, "alice"), explanation(ANOTHER, "bob")));
        management.answer(Addresses.EXPLAIN, wanted -> {
            asked.add(wanted.callId());
            return Future.succeededFuture(new Explained(remembered(wanted.callId())));
        });
    }

    private static @Nullable Explanation remembered(String callId) {
        return switch (callId) {
            case REMEMBERED, YOUNG -> explanation(callId, "alice");
            case REFUSED -> explanation(callId, null);
            default -> null;
        };
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private static Explanation explanation(String callId, @Nullable String userId) {
        return new Explanation(
                callId,
                "req",
                "n1",
                userId,
                1_700_000_000_123L,
                "gpt-5",
                "openai",
                "chat",
                CallEnd.COMPLETED,
                200,
                null,
                new Explanation.Admitting(
                        10, 20, List.of(new Explanation.Left(Scope.USER, Dimension.TOKENS, 60, 59, 1000))),
                new Explanation.Routing(
                        30,
                        5,
                        Strategy.LOWEST_COST,
                        "rte_1",
                        List.of(
                                new Considered("ch_1", "prime", "gpt-up", "other", 1.5, 100L, Part.CHOSEN, "its turn"),
                                new Considered("ch_2", null, null, null, null, null, Part.SKIPPED, "rests"))),
                List.of(new Explanation.Tried(
                        "ch_1",
                        "prime",
                        "gpt-up",
                        40,
                        50L,
                        60,
                        Verdict.OK,
                        200,
                        null,
                        false,
                        List.of(new Explanation.Said(Kind.TOKENS, 1000, 7, 500)),
                        "key_2",
                        new Explanation.Unbilled(40, 0, 1_230_000_000L))),
                new Explanation.Answering(90, 100, 12),
                900L,
                new Explanation.OwnTime(20, 5, 5, 900, 930),
                new Explanation.Copy(
                        "ch_7",
                        "trial",
                        "gpt-up",
                        "main",
                        Explanation.CopyState.COMPLETED,
                        200,
                        null,
                        50L,
                        80,
                        new Explanation.Unbilled(40, 7, 2_000_000_000L)));
    }

    private JsonNode explain(String id) {
        return management.get("/api/requests/" + id + "/explain").expect(200).json();
    }

    private Management.Reply hers(String id) {
        return management.call("GET", "/api/requests/" + id + "/explain", null, HERS);
    }

    @Test
    void theDatabaseTellsTheWholeOfIt() {
        JsonNode told = explain(KEPT);

        assertThat(told.path("source").asText()).isEqualTo("store");
        assertThat(told.path("missing")).isEmpty();
        assertThat(told.path("at").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(told.at("/admission/took_us").asLong()).isEqualTo(20);
        assertThat(told.at("/admission/hold_nanodollars").asLong()).isEqualTo(9_000);
        assertThat(told.at("/admission/limits/0/scope").asText()).isEqualTo("user");
        assertThat(told.at("/routing/rule").asText()).isEqualTo("rte_1");
        assertThat(told.at("/routing/strategy").asText()).isEqualTo("lowest_cost");
        assertThat(told.at("/routing/candidates/0/verdict").asText()).isEqualTo("chosen");
        assertThat(told.at("/routing/candidates/0/score").asDouble()).isEqualTo(1.5);
        assertThat(told.at("/routing/candidates/1/reason").asText()).isEqualTo("rests");
        assertThat(told.at("/attempts/0/n").asInt()).isEqualTo(1);
        assertThat(told.at("/attempts/0/first_token_us").asLong()).isEqualTo(50);
        assertThat(told.at("/attempts/0/limits_read/0/remaining").asLong()).isEqualTo(7);
        assertThat(told.at("/attempts/0/key").asText()).isEqualTo("key_2");
        assertThat(told.at("/attempts/0/unbilled/prompt_tokens").asLong()).isEqualTo(40);
        assertThat(told.at("/attempts/0/unbilled/purchase").asText()).isEqualTo("1.23");
        assertThat(told.at("/shadow/channel_id").asText()).isEqualTo("ch_7");
        assertThat(told.at("/shadow/state").asText()).isEqualTo("completed");
        assertThat(told.at("/shadow/first_token_us").asLong()).isEqualTo(50);
        assertThat(told.at("/shadow/unbilled/purchase_nanodollars").asLong()).isEqualTo(2_000_000_000L);
        assertThat(told.at("/stream/events").asLong()).isEqualTo(12);
        assertThat(told.at("/settlement/took_us").asLong()).isEqualTo(900);
        assertThat(told.at("/settlement/cost").asText()).isEqualTo("0.0015");
        assertThat(told.at("/settlement/tokens/cache_read").asLong()).isEqualTo(20);
        assertThat(told.at("/settlement/price_version").asInt()).isEqualTo(4);
        assertThat(told.at("/settlement/policy").asText()).isEqualTo("reported_usage");
        assertThat(told.at("/settlement/purchase_nanodollars").asLong()).isEqualTo(750_000);
        assertThat(told.at("/gateway_us/total").asLong()).isEqualTo(930);
    }

    @Test
    void elseTheNodeThatTookTheCallDoes() {
        JsonNode told = explain(REMEMBERED);

        assertThat(told.path("source").asText()).isEqualTo("node");
        assertThat(told.path("missing")).isEmpty();
        assertThat(told.at("/settlement/cost_nanodollars").asLong()).isEqualTo(COST.value());
    }

    @Test
    void whatNobodyRemembersIsSaidAndTheBooksStillTellTheRest() {
        JsonNode told = explain(FORGOTTEN);

        assertThat(told.path("source").asText()).isEqualTo("row");
        assertThat(told.path("missing"))
                .extracting(JsonNode::asText)
                .containsExactly("admission", "routing", "attempts", "stream", "gateway_us");
        assertThat(told.path("attempts").isNull()).isTrue();
        assertThat(told.path("attempt_count").asInt()).isEqualTo(2);
        assertThat(told.at("/settlement/took_us").isNull()).isTrue();
        assertThat(told.at("/settlement/hold_nanodollars").asLong()).isEqualTo(9_000);
        assertThat(told.at("/settlement/cost_nanodollars").asLong()).isEqualTo(COST.value());
    }

    @Test
    void ofACallWhoseEndIsOnItsWayToTheBooksTheNodeTells() {
        JsonNode told = explain(YOUNG);

        assertThat(told.path("missing")).extracting(JsonNode::asText).containsExactly("books");
        assertThat(told.at("/settlement/took_us").asLong()).isEqualTo(900);
        assertThat(told.at("/settlement/cost").isMissingNode()).isTrue();
        assertThat(hers(YOUNG).status()).isEqualTo(200);
    }

    @Test
    void usersHearOfTheirOwnCallsWithoutChannels() {
        Management.Reply told = hers(KEPT).expect(200);

        assertThat(told.text())
                .doesNotContain(
                        "ch_1",
                        "prime",
                        "gpt-up",
                        "rte_1",
                        "purchase",
                        "rests",
                        "limits_read",
                        "key_2",
                        "unbilled",
                        "ch_7",
                        "trial");
        assertThat(told.json().at("/routing/candidates/0/verdict").asText()).isEqualTo("chosen");
        assertThat(told.json().at("/attempts/0/took_us").asLong()).isEqualTo(60);
        assertThat(told.json().at("/settlement/cost_nanodollars").asLong()).isEqualTo(COST.value());
        hers(ANOTHER).expect(404);
        hers(REFUSED).expect(404);
        explain(REFUSED);
    }

    @Test
    void aCallThatNeverWasIsNotThere() {
        management.get("/api/requests/" + NEVER + "/explain").expect(404);
        management.get("/api/requests/" + KEPT + "/explain?more=1").expect(400);
    }

    @Test
    void aboutWhatIsNoCallIdNoNodeIsAsked() {
        for (String made : List.of("made-up", NEVER + "0", NEVER.toUpperCase(Locale.ROOT))) {
            management.get("/api/requests/" + made + "/explain").expect(404);
        }

        assertThat(asked).noneMatch(id -> !id.matches("[0-9a-f]{32}"));
    }
}
