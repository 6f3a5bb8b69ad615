package dev.sluice.provider.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UpstreamLimit.Kind;
import dev.sluice.model.chat.Dialect;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitHeadersTest {
    private static final String DATE = "Fri, 21 Nov 2025 10:00:00 GMT";

    private final MultiMap headers = HttpHeaders.headers().add("Date", DATE);

    @Test
    void openAiSaysWhatIsLeftOfRequestsAndTokens() {
        headers.add("x-ratelimit-limit-requests", "60")
                .add("x-ratelimit-remaining-requests", "59")
                .add("x-ratelimit-reset-requests", "1s")
                .add("x-ratelimit-limit-tokens", "150000")
                .add("x-ratelimit-remaining-tokens", "149984")
                .add("x-ratelimit-reset-tokens", "6m0s");

        assertThat(LimitHeaders.read(headers, Dialect.OPENAI))
                .containsExactly(
                        new UpstreamLimit(Kind.REQUESTS, 60, 59, Duration.ofSeconds(1)),
                        new UpstreamLimit(Kind.TOKENS, 150_000, 149_984, Duration.ofMinutes(6)));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, x-ratelimit-reset-requests: 6m0s, PT6M",
        "OPENAI, x-ratelimit-remaining-requests: 0 | x-ratelimit-reset-requests: 7h12m, PT7H12M",
        "OPENAI, x-ratelimit-remaining-tokens: 5 | x-ratelimit-reset-tokens: 6m0s,",
        "OPENAI, x-ratelimit-remaining-requests: 0 | x-ratelimit-reset-requests: 1s | x-ratelimit-remaining-tokens: 0 |"
                + " x-ratelimit-reset-tokens: 2m, PT2M",
        "OPENAI, x-ratelimit-reset: 1763730000, PT3H",
        "OPENAI, x-ratelimit-reset: 1863730000, PT24H",
        "OPENAI, x-ratelimit-reset: soon,",
        "OPENAI, server: nginx,",
        "ANTHROPIC, anthropic-ratelimit-tokens-remaining: 0 | anthropic-ratelimit-tokens-reset: 2025-11-21T19:00:00Z,"
                + " PT9H",
        "ANTHROPIC, anthropic-ratelimit-tokens-remaining: 0 | anthropic-ratelimit-tokens-reset: 2031-11-21T19:00:00Z,"
                + " PT24H"
    })
    void aRefusalSaysWhenThereWillBeMore(Dialect dialect, String said, @Nullable Duration until) {
        for (String header : said.split(" \\| ", -1)) {
            headers.add(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        }

        assertThat(LimitHeaders.resetOfUsedUp(headers, dialect)).isEqualTo(until);
    }

    @Test
    void anthropicSaysItOfFourKindsWithPointsInTime() {
        for (String kind : new String[] {"requests", "tokens", "input-tokens", "output-tokens"}) {
            headers.add("anthropic-ratelimit-" + kind + "-limit", "50")
                    .add("anthropic-ratelimit-" + kind + "-remaining", "0")
                    .add("anthropic-ratelimit-" + kind + "-reset", "2025-11-21T10:00:37Z");
        }

        assertThat(LimitHeaders.read(headers, Dialect.ANTHROPIC))
                .extracting(UpstreamLimit::kind)
                .containsExactly(Kind.REQUESTS, Kind.TOKENS, Kind.INPUT_TOKENS, Kind.OUTPUT_TOKENS);
        assertThat(LimitHeaders.read(headers, Dialect.ANTHROPIC))
                .allMatch(limit -> limit.remaining() == 0 && limit.reset().equals(Duration.ofSeconds(37)));
    }

    @ParameterizedTest
    @CsvSource({
        "20ms, PT0.02S",
        "2m59.56s, PT2M59.56S",
        "1h2m3s, PT1H2M3S",
        "1d, PT24H",
        "7, PT7S",
        "0.5, PT0.5S",
        "1763719237, PT37S",
        "1763719237000, PT37S",
        "1763719100, PT0S",
        "2025-11-21T10:00:37Z, PT37S",
        "2025-11-21T11:00:37+01:00, PT37S",
        "2035-11-21T10:00:37Z, PT24H",
        "400d, PT24H",
        "soon, PT5S",
        "5x, PT5S",
        "1s2m, PT5S",
        "1s1s, PT5S",
        "1.s, PT5S",
        ".5s, PT5S",
        "12345678901s, PT5S",
        "6., PT5S",
        "2025-99-21T10:00:37Z, PT5S"
    })
    void theResetIsALengthOrAPointInTimeWhateverItsForm(String said, Duration meant) {
        headers.add("x-ratelimit-remaining-requests", "3").add("x-ratelimit-reset-requests", said);

        assertThat(LimitHeaders.read(headers, Dialect.OPENAI))
                .containsExactly(new UpstreamLimit(Kind.REQUESTS, 0, 3, meant));
    }

    @Test
    void aPointInTimeMeansNothingWithoutTheUpstreamsOwnDate() {
        headers.remove("Date")
                .add("x-ratelimit-remaining-requests", "3")
                .add("x-ratelimit-reset-requests", "1763719237");

        assertThat(LimitHeaders.read(headers, Dialect.OPENAI).getFirst().reset())
                .isEqualTo(LimitHeaders.UNSAID);
    }

    @Test
    void mistralAndTogetherAreUnderstoodToo() {
        headers.add("x-ratelimit-remaining-req-minute", "8").add("x-ratelimit-remaining-tokens-minute", "9000");
        assertThat(LimitHeaders.read(headers, Dialect.OPENAI))
                .extracting(UpstreamLimit::remaining)
                .containsExactly(8L, 9000L);

        MultiMap together = HttpHeaders.headers()
                .add("x-ratelimit-limit", "10")
                .add("x-ratelimit-remaining", "1")
                .add("x-ratelimit-reset", "1");
        assertThat(LimitHeaders.read(together, Dialect.OPENAI))
                .containsExactly(new UpstreamLimit(Kind.REQUESTS, 10, 1, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"-1", "many", "''", "1e9", "99999999999999999999", "3.5"})
    void whatMakesNoSenseIsLeftOut(String remaining) {
        headers.add("x-ratelimit-remaining-requests", remaining);

        assertThat(LimitHeaders.read(headers, Dialect.OPENAI)).isEmpty();
    }

    @Test
    void anAnswerThatSaysNothingCostsNothing() {
        assertThat(LimitHeaders.read(headers, Dialect.OPENAI)).isEmpty();
        assertThat(LimitHeaders.read(headers, Dialect.ANTHROPIC)).isEmpty();
    }
}
