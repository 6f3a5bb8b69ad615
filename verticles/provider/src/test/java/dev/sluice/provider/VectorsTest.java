package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors from an upstream that speaks Gemini, for callers of both dialects that ask for any. */
class VectorsTest {
    private static final String BATCH = "/v1beta/models/m:batchEmbedContents";
    private static final Scripted ONE = Scripted.json(200, "{\"embeddings\":[{\"values\":[0.5,-0.25]}]}");

    @ParameterizedTest
    @ValueSource(strings = {"\"one\"", "[\"one\"]"})
    void oneTextOfAnOpenAiCallerIsAskedForAsABatch(String input) {
        try (FakeProvider provider = FakeProvider.reacting(ONE);
                Rig rig = rig(provider)) {
            String answer =
                    ask(rig, Dialect.OPENAI, "{\"model\":\"m\",\"input\":" + input + ",\"encoding_format\":\"float\"}");

            assertThatABatchOfOneArrivedAt(provider);
            assertThat(answer).contains("\"object\":\"list\"").contains("\"embedding\":[0.5,-0.25]");
        }
    }

    @Test
    void oneTextOfAGeminiCallerIsAskedForAsABatchAndComesAlone() {
        try (FakeProvider provider = FakeProvider.reacting(ONE);
                Rig rig = rig(provider)) {
            String answer = ask(rig, Dialect.GEMINI, "{\"content\":{\"parts\":[{\"text\":\"one\"}]}}");

            assertThatABatchOfOneArrivedAt(provider);
            assertThat(answer).isEqualTo("{\"embedding\":{\"values\":[0.5,-0.25]}}");
        }
    }

    @Test
    void aBatchOfAGeminiCallerComesAsABatch() {
        try (FakeProvider provider = FakeProvider.reacting(ONE);
                Rig rig = rig(provider)) {
            String answer = ask(
                    rig,
                    Dialect.GEMINI,
                    "{\"requests\":[{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"one\"}]}}]}");

            assertThatABatchOfOneArrivedAt(provider);
            assertThat(answer).isEqualTo("{\"embeddings\":[{\"values\":[0.5,-0.25]}]}");
        }
    }

    @Test
    void whatAnUpstreamDoesNotReportIsCountedFromTheTexts() {
        try (FakeProvider provider = FakeProvider.reacting(ONE);
                Rig rig = rig(provider)) {
            Ride ride = rig.ride(Samples.call(
                    Dialect.OPENAI,
                    Operation.EMBEDDING,
                    false,
                    "{\"model\":\"m\",\"input\":\"" + "Hello, world! ".repeat(100) + "\"}"));
            ride.opened();
            await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());

            Usage counted = Objects.requireNonNull(((Finished) ride.out().last()).counted());
            assertThat(counted.prompt()).isBetween(400L, 402L);
            assertThat(counted.completion()).isZero();
        }
    }

    private static void assertThatABatchOfOneArrivedAt(FakeProvider provider) {
        Received asked = provider.requests().getFirst();
        assertThat(asked.target()).endsWith(BATCH);
        assertThat(asked.body().utf8())
                .startsWith("{\"requests\":[{")
                .contains("\"model\":\"models/m\"")
                .contains("\"content\":{\"parts\":[{\"text\":\"one\"}]}");
    }

    private static String ask(Rig rig, Dialect dialect, String json) {
        Ride ride = rig.ride(Samples.call(dialect, Operation.EMBEDDING, false, json));
        ride.opened();
        await().atMost(Duration.ofSeconds(10)).until(() -> ride.out().isEnded());
        return ride.out().text();
    }

    private static Rig rig(FakeProvider provider) {
        return new Rig(Samples.channel("gemini", provider.baseUrl().toString()));
    }
}
