package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A caller who has reached a limit is told so as its dialect says it, streamed or not: whose limit, how much, and when to come back. */
final class LimitedCallerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAID = "The user's limit of 60 requests per minute is reached.";

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
        stage.admission = new Admission.Refused(
                GatewayError.of(Kind.RATE_LIMITED, SAID).retryAfter(Duration.ofMillis(11_200)),
                List.of(
                        new LimitState(Scope.USER, Dimension.REQUESTS, 60, 0, Duration.ofSeconds(61)),
                        new LimitState(Scope.GROUP, Dimension.TOKENS, 9_000, 8_000, Duration.ofSeconds(5)),
                        new LimitState(Scope.KEY, Dimension.CONCURRENCY, 4, 3, Duration.ZERO)));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'hi'}]} | /error/message | /error/code | rate_limit_exceeded",
                "/v1/chat/completions | {'model':'m','stream':true,'messages':[{'role':'user','content':'hi'}]} | /error/message | /error/type | rate_limit_error",
                "/v1/embeddings | {'model':'m','input':'hi'} | /error/message | /error/code | rate_limit_exceeded",
                "/v1/responses | {'model':'m','input':'hi'} | /error/message | /error/code | rate_limit_exceeded",
                "/v1/responses | {'model':'m','input':'hi','stream':true} | /error/message | /error/type | rate_limit_error",
                "/v1/messages | {'model':'m','max_tokens':7,'messages':[{'role':'user','content':'hi'}]} | /error/message | /error/type | rate_limit_error",
                "/v1/messages | {'model':'m','max_tokens':7,'stream':true,'messages':[{'role':'user','content':'hi'}]} | /error/message | /error/type | rate_limit_error",
                "/v1beta/models/m:generateContent | {'contents':[{'parts':[{'text':'hi'}]}]} | /error/message | /error/status | RESOURCE_EXHAUSTED",
                "/v1beta/models/m:streamGenerateContent?alt=sse | {'contents':[{'parts':[{'text':'hi'}]}]} | /error/message | /error/code | 429",
                "/model/m/converse | {'messages':[{'role':'user','content':[{'text':'hi'}]}]} | /message | | ",
                "/model/m/converse-stream | {'messages':[{'role':'user','content':[{'text':'hi'}]}]} | /message | | ",
                "/v2/chat | {'model':'m','messages':[{'role':'user','content':'hi'}]} | /message | | ",
                "/v2/chat | {'model':'m','stream':true,'messages':[{'role':'user','content':'hi'}]} | /message | | "
            })
    void everyDialectSaysWhoseLimitIsReachedAndWhenToComeBack(
            String path, String body, String message, String field, String value) throws Exception {
        HttpResponse<String> answer =
                stage.send("POST", path, body.replace('\'', '"'), "Authorization", "Bearer sk-test");

        assertThat(answer.statusCode()).isEqualTo(429);
        JsonNode told = JSON.readTree(answer.body());
        assertThat(told.at(message).asText()).isEqualTo(SAID);
        if (field != null) {
            assertThat(told.at(field).asText()).isEqualTo(value);
        }
        HttpHeaders headers = answer.headers();
        assertThat(headers.firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(headers.firstValue("x-amzn-errortype"))
                .isEqualTo(path.startsWith("/model/") ? Optional.of("ThrottlingException") : Optional.empty());
        assertThat(headers.firstValue("retry-after")).hasValue("12");
        assertThat(headers.firstValue("x-ratelimit-limit-requests")).hasValue("60");
        assertThat(headers.firstValue("x-ratelimit-remaining-requests")).hasValue("0");
        assertThat(headers.firstValue("x-ratelimit-reset-requests")).hasValue("1m1s");
        assertThat(headers.firstValue("x-ratelimit-scope-requests")).hasValue("user");
        assertThat(headers.firstValue("x-ratelimit-scope-tokens")).hasValue("group");
        assertThat(headers.firstValue("x-ratelimit-remaining-concurrency")).hasValue("3");
        assertThat(headers.firstValue("x-ratelimit-scope-concurrency")).isEmpty();
        assertThat(stage.settlements).isEmpty();
    }
}
