package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Verdict;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels whose secret has to be exchanged for a token before the first call (Baidu). */
class TokenExchangeTest {
    private static final Scripted ANSWER = Scripted.json(
            200,
            "{\"id\":\"a\",\"result\":\"Hello\",\"is_end\":true,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");

    @Test
    void callsThatComeTogetherShareOneTokenAndLaterOnesUseItAgain() {
        try (FakeProvider upstream = FakeProvider.start();
                Rig rig = rig(upstream)) {
            upstream.scripted(request -> isForAToken(request)
                    ? Scripted.json(200, "{\"access_token\":\"24.a b\",\"expires_in\":2592000}")
                    : ANSWER);
            List<Rig.Ride> rides = new ArrayList<>();
            rig.run(() -> {
                rides.add(rig.begin(Samples.chat(false), "m", Samples.PATIENT, Receiver.thirsty()));
                rides.add(rig.begin(Samples.chat(false), "m", Samples.PATIENT, Receiver.thirsty()));
            });
            rides.forEach(Rig.Ride::opened);
            rig.ride(Samples.chat(false)).opened();

            List<String> targets =
                    upstream.requests().stream().map(Received::target).toList();
            assertThat(targets.getFirst())
                    .isEqualTo("/oauth/2.0/token?grant_type=client_credentials&client_id=a%26key&client_secret=s%2F");
            assertThat(targets.subList(1, targets.size()))
                    .hasSize(3)
                    .allMatch(target -> target.endsWith("/chat/m?access_token=24.a%20b"));
        }
    }

    @Test
    void aSecretForWhichThereIsNoTokenIsARefusedKey() {
        try (FakeProvider upstream = FakeProvider.reacting(Scripted.json(
                        401, "{\"error\":\"invalid_client\",\"error_description\":\"unknown client id\"}"));
                Rig rig = rig(upstream)) {
            Rig.Ride ride = rig.ride(Samples.chat(false));

            assertThat(ride.refused().verdict()).isEqualTo(Verdict.KEY_REFUSED);
            assertThat(ride.refused().error().message()).doesNotContain("client");
        }
    }

    @Test
    void aTokenServerThatFailsIsAnUpstreamThatIsNotReached() {
        try (FakeProvider upstream = FakeProvider.reacting(Scripted.json(503, "{}"));
                Rig rig = rig(upstream)) {
            assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(Verdict.UNREACHABLE);
            upstream.scripted(request ->
                    isForAToken(request) ? Scripted.json(200, "{\"access_token\":\"t\",\"expires_in\":60}") : ANSWER);

            assertThat(rig.ride(Samples.chat(false)).opened().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            429, {}, LIMITED
            404, <html>, UNREACHABLE
            403, {}, UNREACHABLE
            400, {"error":"invalid_request"}, UNREACHABLE
            200, {}, UNREACHABLE
            400, {"error":"invalid_client"}, KEY_REFUSED
            """)
    void onlyWhatSaysThatTheSecretIsWrongIsARefusedKey(int status, String body, Verdict verdict) {
        try (FakeProvider upstream = FakeProvider.reacting(Scripted.json(status, body));
                Rig rig = rig(upstream)) {
            assertThat(rig.ride(Samples.chat(false)).refused().verdict()).isEqualTo(verdict);
        }
    }

    private static boolean isForAToken(Received request) {
        return request.target().startsWith("/oauth/2.0/token?");
    }

    private static Rig rig(FakeProvider upstream) {
        return new Rig(Samples.channel("baidu", "http://127.0.0.1:" + upstream.port()), "a&key|s/");
    }
}
