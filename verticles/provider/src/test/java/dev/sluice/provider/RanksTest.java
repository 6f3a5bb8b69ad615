package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Scripted;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Ranks of documents, there and back, between the two dialects that know them. */
class RanksTest {
    private static final String ASKED =
            "{\"model\":\"m\",\"query\":\"which?\",\"documents\":[\"one\",{\"text\":\"two\"}],\"return_documents\":true}";
    private static final String RANKED =
            "\"results\":[{\"index\":1,\"relevance_score\":0.93},{\"index\":0,\"relevance_score\":0.07}]";

    @Test
    void aCallerOfJinasFormIsServedByCohereAndGetsItsDocumentsBack() {
        String answer = "{\"id\":\"r\"," + RANKED + ",\"meta\":{\"billed_units\":{\"search_units\":2}}}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, answer));
                Rig rig = rig("cohere", provider)) {
            Ride ride = ride(rig, Dialect.OPENAI, ASKED);

            assertThat(provider.requests().getFirst().json().toString())
                    .isEqualTo("{\"model\":\"m\",\"query\":\"which?\",\"documents\":[\"one\",\"two\"]}");
            assertThat(ride.out().text())
                    .contains("{\"index\":1,\"relevance_score\":0.93,\"document\":{\"text\":\"two\"}}")
                    .contains("\"search_units\":2");
            Usage usage = Objects.requireNonNull(((Finished) ride.out().last()).usage());
            assertThat(usage.rare().units()).isEqualTo(Map.of("search_unit", 2L));
            assertThat(usage.total()).isZero();
        }
    }

    @Test
    void aCallerOfCoheresFormIsServedByAnUpstreamOfJinas() {
        String answer = "{\"model\":\"m\"," + RANKED + ",\"usage\":{\"total_tokens\":9}}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, answer));
                Rig rig = rig("jina", provider)) {
            Ride ride = ride(rig, Dialect.COHERE, ASKED);

            assertThat(ride.out().text())
                    .contains("\"document\":{\"text\":\"two\"}")
                    .contains("\"input_tokens\":9");
            Usage usage = Objects.requireNonNull(((Finished) ride.out().last()).usage());
            assertThat(usage.prompt()).isEqualTo(9);
            assertThat(usage.rare().units()).isEqualTo(Map.of("search_unit", 1L));
        }
    }

    @Test
    void tokensAndSearchesAreMeteredTogetherWhicheverTheUpstreamReports() {
        String both = ",\"meta\":{\"billed_units\":{\"input_tokens\":9,\"search_units\":2}}}";
        String asked = "{\"model\":\"m\",\"query\":\"q\",\"documents\":[" + "\"d\",".repeat(200) + "\"d\"]}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, "{" + RANKED + both));
                Rig rig = rig("jina", provider)) {
            Ride reported = ride(rig, Dialect.OPENAI, asked);
            provider.scripted(request -> Scripted.json(200, "{" + RANKED + ",\"usage\":{\"total_tokens\":9}}"));
            Ride tokensOnly = ride(rig, Dialect.OPENAI, asked);

            assertThat(usage(reported).prompt()).isEqualTo(9);
            assertThat(usage(reported).rare().units()).isEqualTo(Map.of("search_unit", 2L));
            assertThat(usage(tokensOnly).prompt()).isEqualTo(9);
            assertThat(usage(tokensOnly).rare().units()).isEqualTo(Map.of("search_unit", 3L));
            assertThat(tokensOnly.out().text()).doesNotContain("search_units");
        }
    }

    @Test
    void ranksThatComeUnderAnotherNameAreWrittenAsTheCallerExpectsThem() {
        String answer = "{\"object\":\"list\",\"model\":\"m\"," + RANKED.replace("results", "data")
                + ",\"usage\":{\"total_tokens\":9}}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, answer));
                Rig rig = rig("voyage", provider)) {
            assertThat(ride(rig, Dialect.OPENAI, ASKED).out().text())
                    .contains("\"results\":[{\"index\":1")
                    .doesNotContain("\"data\"");
        }
    }

    @Test
    void whatIsNotReportedIsCounted() {
        String answer = "{" + RANKED + "}";
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, answer));
                Rig tokens = rig("jina", provider);
                Rig searches = rig("cohere", provider)) {
            Usage counted = counted(ride(tokens, Dialect.OPENAI, ASKED));
            Usage searched = counted(ride(searches, Dialect.COHERE, ASKED));

            assertThat(counted.prompt()).isBetween(4L, 8L);
            assertThat(counted.rare().units()).isEqualTo(Map.of("search_unit", 1L));
            assertThat(searched.prompt()).isEqualTo(counted.prompt());
            assertThat(searched.rare().units()).isEqualTo(Map.of("search_unit", 1L));
        }
    }

    @Test
    void anAnswerWithoutRanksIsAFailure() {
        try (FakeProvider provider = FakeProvider.reacting(Scripted.json(200, "{\"results\":[{\"index\":-1}]}"));
                Rig rig = rig("jina", provider)) {
            assertThat(rig.ride(call(Dialect.OPENAI, ASKED)).refused().verdict())
                    .isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void aChannelThatCannotRankSaysSo() {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = rig("anthropic", provider)) {
            Ride ride = rig.ride(call(Dialect.OPENAI, ASKED));

            assertThat(ride.refused().verdict()).isEqualTo(Verdict.MODEL_UNKNOWN);
            assertThat(ride.refused().error().message()).contains("rerank");
            assertThat(provider.requests()).isEmpty();
        }
    }

    private static Usage usage(Ride ride) {
        return Objects.requireNonNull(((Finished) ride.out().last()).usage());
    }

    private static Usage counted(Ride ride) {
        return Objects.requireNonNull(((Finished) ride.out().last()).counted());
    }

    private static Ride ride(Rig rig, Dialect dialect, String json) {
        Ride ride = rig.ride(call(dialect, json));
        ride.opened();
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
        return ride;
    }

    private static Call call(Dialect dialect, String json) {
        return Samples.call(dialect, Operation.RERANK, false, json);
    }

    private static Rig rig(String provider, FakeProvider upstream) {
        return new Rig(Samples.channel(provider, upstream.baseUrl().toString()));
    }
}
