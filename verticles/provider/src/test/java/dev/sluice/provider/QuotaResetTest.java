package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Scripted;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upstream that refuses for want of quota says in one of several ways when there will be more. */
class QuotaResetTest {

    @ParameterizedTest
    @CsvSource({
        "insufficient_quota, x-ratelimit-remaining-requests: 0 | x-ratelimit-reset-requests: 7h0m0s, OUT_OF_QUOTA, PT7H",
        "insufficient_quota, x-ratelimit-remaining-requests: 0 | x-ratelimit-reset-requests: 40h, OUT_OF_QUOTA, PT24H",
        "insufficient_quota, x-ratelimit-remaining-requests: 9 | x-ratelimit-reset-requests: 7h0m0s, OUT_OF_QUOTA,",
        "insufficient_quota, retry-after: 50000 | x-ratelimit-reset-requests: 1s, OUT_OF_QUOTA, PT50000S",
        "insufficient_quota, retry-after: 500000, OUT_OF_QUOTA, PT24H",
        "rate_limit_exceeded, x-ratelimit-remaining-tokens: 0 | x-ratelimit-reset-tokens: 6m0s, LIMITED, PT6M",
        "context_length_exceeded, x-ratelimit-remaining-tokens: 0 | x-ratelimit-reset-tokens: 6m0s, LIMITED, PT6M",
        "insufficient_quota, server: nginx, OUT_OF_QUOTA,"
    })
    void theRefusalCarriesIt(String code, String said, Verdict verdict, @Nullable Duration until) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        for (String header : said.split(" \\| ", -1)) {
            headers.put(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        }
        Bytes body = Bytes.utf8("{\"error\":{\"code\":\"" + code + "\",\"message\":\"No more.\"}}");
        try (FakeProvider provider = FakeProvider.reacting(new Scripted(429, headers, List.of(body), false));
                Rig rig = new Rig(
                        Samples.channel("openai-compatible", provider.baseUrl().toString()))) {
            Opening.Refused refused =
                    rig.ride(Samples.chat(true), Samples.PATIENT).refused();

            assertThat(refused.verdict()).isEqualTo(verdict);
            assertThat(refused.error().retryAfter()).isEqualTo(until);
        }
    }
}
