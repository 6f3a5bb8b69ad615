package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.RawJson;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators want different in a channel's requests and refusals, over real sockets. */
class ShapingTest {
    private static final Shaping EVERYTHING = new Shaping(
            List.of(
                    new HeaderRule("x-trace", "{request_id} {model}", Condition.ALWAYS),
                    new HeaderRule("x-quiet", "1", new Condition(null, false, null, null)),
                    new HeaderRule("authorization", "Bearer stolen", Condition.ALWAYS)),
            List.of(
                    new BodyRule("temperature", new BodyRule.Put(new RawJson("0.5")), Condition.ALWAYS),
                    new BodyRule("top_p", new BodyRule.Default(new RawJson("0.9")), Condition.ALWAYS),
                    new BodyRule("user", new BodyRule.Without(), Condition.ALWAYS)),
            Map.of(),
            new SystemPrompt("Be brief.", SystemPrompt.Mode.PREFIX));

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void requestsOfAnyDialectReachTheUpstreamAsTheOperatorWantsThem(Dialect caller) {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = new Rig(channel(provider, EVERYTHING))) {
            rig.ride(Samples.chat(caller, true)).opened();

            Received request = provider.awaitRequest(Duration.ofSeconds(10));
            assertThat(request.header("x-trace")).contains("request-1 m");
            assertThat(request.header("x-quiet")).isEmpty();
            assertThat(request.header("authorization")).contains("Bearer sk-upstream");
            assertThat(request.json().path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(request.json().path("top_p").asDouble()).isEqualTo(0.9);
            assertThat(request.json().path("stream").asBoolean()).isTrue();
            assertThat(request.json().at("/messages/0/role").asText()).isEqualTo("system");
            assertThat(request.json().at("/messages/0/content").asText()).isEqualTo("Be brief.");
            assertThat(request.json().at("/messages/1/role").asText()).isEqualTo("user");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 429, LIMITED, RATE_LIMITED",
        "400, 503, FAILED, UPSTREAM_FAILED",
        "403, 400, REQUEST_AT_FAULT, UPSTREAM_REJECTED",
        "422, 401, KEY_REFUSED, UPSTREAM_FAILED",
        "400, 400, REQUEST_AT_FAULT, UPSTREAM_REJECTED"
    })
    void aRefusalIsReadAsIfItHadTheMappedStatus(int status, int mapped, Verdict verdict, Kind kind) {
        Shaping shaping = new Shaping(List.of(), List.of(), Map.of(status, mapped), null);
        try (FakeProvider provider = FakeProvider.reacting(new Fault.Denied(status, "house_rule"));
                Rig rig = new Rig(channel(provider, shaping))) {
            Opening.Refused refused = rig.ride(Samples.chat(false)).refused();

            assertThat(refused.verdict()).isEqualTo(verdict);
            assertThat(refused.error().kind()).isEqualTo(kind);
        }
    }

    @Test
    void otherRefusalsAreReadAsTheyAre() {
        Shaping shaping = new Shaping(List.of(), List.of(), Map.of(400, 429), null);
        try (FakeProvider provider = FakeProvider.reacting(new Fault.Denied(422, "house_rule"));
                Rig rig = new Rig(channel(provider, shaping))) {
            assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
        }
    }

    private static Channel channel(FakeProvider provider, Shaping shaping) {
        return Samples.channel("openai-compatible", provider.baseUrl().toString())
                .change()
                .shaping(shaping)
                .channel();
    }
}
