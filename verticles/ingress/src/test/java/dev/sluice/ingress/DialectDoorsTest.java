package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ingress.names.ModelNames.Resolved;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors of all dialects over real HTTP, with codecs that only say what they were asked for. */
final class DialectDoorsTest {
    private static final Usage USAGE = new Usage(3, 0, 0, 5, 0);
    private static final Thinking HARD = new Thinking(null, "high", null, null, null, Extras.NONE);
    private static final String BEARER = "Authorization";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String ANTHROPIC = "{\"model\":\"m\",\"max_tokens\":7," + MESSAGES + "}";
    private static final String GEMINI = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}";
    private static final String BEDROCK = "{" + MESSAGES + "}";
    private static final String STREAM_PATH = "/v1beta/models/m:streamGenerateContent";

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        Function<String, Resolved> thinking =
                asked -> asked.equals("m-thinking") ? new Resolved("m", HARD) : new Resolved(asked, null);
        stage = new Stage(Stage.settings(), new Ingress.Languages(ToyCodec::new, thinking));
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(USAGE, false, null));
            return Future.succeededFuture(Stage.whole());
        };
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
                "/v1/responses | {'model':'m','input':'hi'} | RESPONSES | CHAT | WHOLE",
                "/v1/responses | {'model':'m','input':'hi','stream':true} | RESPONSES | CHAT | SSE",
                "/v1/embeddings | {'model':'m','input':'hi'} | OPENAI | EMBEDDING | WHOLE",
                "/v1/messages?beta=true | {'model':'m','max_tokens':1,'messages':[{}]} | ANTHROPIC | CHAT | WHOLE",
                "/v1/messages/count_tokens | {'model':'m','messages':[{}]} | ANTHROPIC | COUNT_TOKENS | WHOLE",
                "/v1beta/models/m:generateContent | {'contents':[{}]} | GEMINI | CHAT | WHOLE",
                "/v1beta/models/m:streamGenerateContent | {'contents':[{}]} | GEMINI | CHAT | JSON_ARRAY",
                "/v1beta/models/m:streamGenerateContent?alt=sse | {'contents':[{}]} | GEMINI | CHAT | SSE",
                "/v1/models/m:generateContent | {'contents':[{}]} | GEMINI | CHAT | WHOLE",
                "/v1beta/models/m:countTokens | {'contents':[{}]} | GEMINI | COUNT_TOKENS | WHOLE",
                "/v1beta/models/m:embedContent | {'content':{}} | GEMINI | EMBEDDING | WHOLE",
                "/model/m/converse | {'messages':[{}]} | BEDROCK | CHAT | WHOLE",
                "/model/m/converse-stream | {'messages':[{}]} | BEDROCK | CHAT | AWS",
                "/v2/chat | {'model':'m','messages':[{}]} | COHERE | CHAT | WHOLE"
            })
    void everyDoorMakesItsCall(String path, String body, Dialect dialect, Operation operation, Framing framing)
            throws Exception {
        HttpResponse<String> answer = stage.send("POST", path, body.replace('\'', '"'), BEARER, "Bearer sk-test");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-toy-request"))
                .isEqualTo(answer.headers().firstValue("x-request-id"));
        Call call = stage.attempts.getFirst().call();
        assertThat(call.dialect()).isEqualTo(dialect);
        assertThat(call.operation()).isEqualTo(operation);
        assertThat(call.outline().framing()).isEqualTo(framing);
        assertThat(call.model()).isEqualTo("m");
        assertThat(stage.admissions.getFirst().stream()).isEqualTo(framing != Framing.WHOLE);
        assertThat(stage.admissions.getFirst().outputTokens() > 0).isEqualTo(operation == Operation.CHAT);
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/responses, responses",
        "/v1/messages, anthropic",
        "/v1beta/models/m:generateContent, gemini",
        "/model/m/converse, bedrock",
        "/v2/chat, cohere"
    })
    void errorsAreSaidInTheCallersDialect(String path, String dialect) throws Exception {
        HttpResponse<String> keyless = stage.send("POST", path, "{}");
        HttpResponse<String> malformed = stage.send("POST", path, "{", BEARER, "Bearer sk-test");
        HttpResponse<String> wrongMethod = stage.send("GET", path, "", BEARER, "Bearer sk-test");

        assertThat(keyless.statusCode()).isEqualTo(401);
        assertThat(keyless.body()).startsWith("{\"" + dialect + "\":\"No API key was given");
        assertThat(keyless.headers().firstValue("x-toy-error")).hasValue("invalid_api_key");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).startsWith("{\"" + dialect + "\":\"The body is no acceptable JSON");
        assertThat(stage.admissions).isEmpty();
        if (!wrongMethod.body().contains("does not exist")) {
            assertThat(wrongMethod.statusCode()).isEqualTo(405);
            assertThat(wrongMethod.body()).startsWith("{\"" + dialect + "\"");
        }
    }

    @Test
    void aDialectMayKnowAFailureByAStatusOfItsOwn() throws Exception {
        stage.admission = new Admission.Refused(GatewayError.of(Kind.OVERLOADED, "Too much."), List.of());

        HttpResponse<String> answer = stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "sk-test");

        assertThat(answer.statusCode()).isEqualTo(ToyCodec.OVERLOADED);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages,                                x-api-key,      sk-test",
        "/v1/messages,                                Authorization,  Bearer sk-test",
        "/v1beta/models/m:generateContent,            x-goog-api-key, sk-test",
        "/v1beta/models/m:generateContent?key=sk-test, accept,        */*",
        "/v1beta/models/m:generateContent?key=sk%2Dtest, accept,      */*",
        "/model/m/converse,                           Authorization,  Bearer sk-test",
        "/v2/chat,                                    Authorization,  bearer sk-test"
    })
    void keysAreFoundWhereEachDialectPutsThem(String path, String header, String value) throws Exception {
        HttpResponse<String> answer = stage.send("POST", path, body(path), header, value);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(stage.admissions.getFirst().credential()).isEqualTo(Stage.digest("sk-test"));
    }

    @Test
    void theAccessKeyIdOfASignedRequestIsTheKey() throws Exception {
        String signed = "AWS4-HMAC-SHA256 Credential=sk-test/20260101/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=00ff";

        HttpResponse<String> answer = stage.send("POST", "/model/m/converse", BEDROCK, BEARER, signed);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(stage.admissions.getFirst().credential()).isEqualTo(Stage.digest("sk-test"));
        assertThat(stage.send("POST", "/v2/chat", "{}", BEARER, signed).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256 ",
                "AWS4-HMAC-SHA256 Credential=",
                "AWS4-HMAC-SHA256 Credential=/x",
                "AWS4-HMAC-SHA256 Credential=sk-test",
                "AWS4-HMAC-SHA256 Signature=x/y",
                "Bearer ",
                "Basic c2s6",
                "sk-test"
            })
    void whatIsNoKeyIsRefused(String header) throws Exception {
        assertThat(stage.send("POST", "/model/m/converse", BEDROCK, BEARER, header)
                        .statusCode())
                .isEqualTo(401);
        assertThat(stage.admissions).isEmpty();
    }

    @Test
    void keysThatDifferAreRefusedAndTheSameKeyTwiceIsNot() throws Exception {
        HttpResponse<String> differ =
                stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "sk-one", BEARER, "Bearer sk-two");
        HttpResponse<String> inQuery =
                stage.send("POST", "/v1beta/models/m:generateContent?key=sk-one", GEMINI, "x-goog-api-key", "sk-two");
        HttpResponse<String> same =
                stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "sk-one", BEARER, "Bearer sk-one");

        assertThat(differ.statusCode()).isEqualTo(401);
        assertThat(differ.body()).contains("they differ").doesNotContain("sk-one");
        assertThat(inQuery.statusCode()).isEqualTo(401);
        assertThat(same.statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOfAnotherDialectDoesNotCount() throws Exception {
        assertThat(stage.send("POST", "/v1/responses?key=sk-test", "{}", "x-api-key", "sk-test", "x-goog-api-key", "k")
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1beta/models/:generateContent",
                "/v1beta/models/..:generateContent",
                "/v1beta/models/a/../b:generateContent",
                "/v1beta/models/%2e%2e%2fv1:generateContent",
                "/v1beta/models/a//b:generateContent",
                "/v1beta/models/a%2F:generateContent",
                "/v1beta/models/a%00b:generateContent",
                "/v1beta/models/a%0d%0ab:generateContent",
                "/model//converse",
                "/model/%2E/converse"
            })
    void aPathThatClimbsOrHidesSomethingNamesNoModel(String path) throws Exception {
        HttpResponse<String> answer = stage.send("POST", path, body(path), BEARER, "Bearer sk-test");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"at\":\"model\"");
        assertThat(stage.admissions).isEmpty();
    }

    @Test
    void aModelOfManyKilobytesIsRefusedBeforeAnyoneIsAsked() throws Exception {
        assertThat(stage.send("POST", "/model/" + "m".repeat(1_000) + "/converse", BEDROCK, BEARER, "Bearer sk-test")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stage.send("POST", "/model/" + "m".repeat(10_000) + "/converse", BEDROCK, BEARER, "Bearer sk-test")
                        .statusCode())
                .isEqualTo(414);
        assertThat(stage.admissions).isEmpty();
    }

    @Test
    void modelsAreListedInTheCallersDialect() throws Exception {
        assertThat(list("/v1/models", "accept", "*/*")).isEqualTo("openai[vendor/m]");
        assertThat(list("/v1/models/vendor/m", "anthropic-version", "2023-06-01"))
                .isEqualTo("anthropic:vendor/m");
        assertThat(list("/v1beta/models", "accept", "*/*")).isEqualTo("gemini[vendor/m]");
        assertThat(list("/v1beta/models/vendor%2Fm?pageSize=5", "accept", "*/*"))
                .isEqualTo("gemini:vendor/m");
        assertThat(stage.send("GET", "/v1/models", "", "x-goog-api-key", "sk-test")
                        .body())
                .isEqualTo("gemini[vendor/m]");
        assertThat(stage.send("GET", "/v1beta/models/no-such?key=sk-test", "").body())
                .startsWith("{\"gemini\":\"The model 'no-such' does not exist");
    }

    private String list(String path, String header, String value) throws Exception {
        return stage.send("GET", path, "", BEARER, "Bearer sk-test", header, value)
                .body();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/m:streamGenerateContent,         application/json",
        "/v1beta/models/m:streamGenerateContent?alt=sse, text/event-stream; charset=utf-8",
        "/model/m/converse-stream,                       application/vnd.amazon.eventstream"
    })
    void aStreamHasTheTypeOfItsFramingAndEndsWithTheLastWord(String path, String type) throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("[1"));
            out.end(new AnswerEvent.Finished(USAGE, false, Bytes.utf8("]")));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = stage.send("POST", path, body(path), BEARER, "Bearer sk-test");

        assertThat(answer.headers().firstValue("content-type")).hasValue(type);
        assertThat(answer.body()).isEqualTo("[1]");
    }

    @Test
    void aStreamThatBreaksSaysSoInItsFramingAfterSoManyEvents() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(new AnswerEvent.Said(Bytes.utf8("[1,2"), 2, 2));
            out.end(new AnswerEvent.Broken(GatewayError.of(Kind.UPSTREAM_FAILED, "x"), Verdict.FAILED, null));
            return Future.succeededFuture(Stage.streaming());
        };

        assertThat(stage.send("POST", STREAM_PATH, GEMINI, BEARER, "Bearer sk-test")
                        .body())
                .isEqualTo("[1,2<gemini broke after 2 in JSON_ARRAY>");
    }

    @Test
    void silenceIsFilledOnlyWhereTheFramingHasSomethingToFillItWith() throws Exception {
        stage.provider = (attempt, out) -> {
            Promise<Opening> opening = Promise.promise();
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(1_500);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                opening.complete(new Opening.Refused(GatewayError.of(Kind.OVERLOADED, "x"), Verdict.REQUEST_AT_FAULT));
                out.end();
            });
            return opening.future();
        };

        HttpResponse<String> events = stage.send("POST", STREAM_PATH + "?alt=sse", GEMINI, BEARER, "Bearer sk-test");
        HttpResponse<String> array = stage.send("POST", STREAM_PATH, GEMINI, BEARER, "Bearer sk-test");

        assertThat(events.statusCode()).isEqualTo(200);
        assertThat(events.body()).startsWith("<alive>").endsWith("<gemini broke after 0 in SSE>");
        assertThat(array.statusCode()).isEqualTo(ToyCodec.OVERLOADED);
    }

    @Test
    void lossesAreShownOnlyToThoseWhoAsk() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(USAGE, false, null));
            return Future.succeededFuture(new Opening.Opened(
                    200, false, "application/json", Map.of("x-sluice-losses", "top-k", "x-other", "o")));
        };

        HttpResponse<String> silent = stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "k");
        HttpResponse<String> asked =
                stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "k", "X-Sluice-Show-Losses", "true");

        assertThat(silent.headers().firstValue("x-sluice-losses")).isEmpty();
        assertThat(silent.headers().firstValue("x-other")).hasValue("o");
        assertThat(asked.headers().firstValue("x-sluice-losses")).hasValue("top-k");
    }

    @Test
    void anthropicsClientsSeeTheirLimitsUnderNamesTheyKnow() throws Exception {
        stage.admission = new Admission.Admitted(
                new Caller("key-1", "user-1", "default"),
                List.of(
                        new LimitState(Scope.GROUP, Dimension.TOKENS, 100, 40, Duration.ofSeconds(9)),
                        new LimitState(Dimension.CONCURRENCY, 5, 4, Duration.ZERO)));

        HttpResponse<String> anthropic = stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "k");
        HttpResponse<String> bedrock = stage.send("POST", "/model/m/converse", BEDROCK, BEARER, "Bearer k");

        assertThat(anthropic.headers().firstValue("anthropic-ratelimit-tokens-limit"))
                .hasValue("100");
        assertThat(anthropic.headers().firstValue("anthropic-ratelimit-tokens-remaining"))
                .hasValue("40");
        assertThat(anthropic.headers().firstValue("anthropic-ratelimit-tokens-reset"))
                .hasValueSatisfying(time -> assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertThat(anthropic.headers().firstValue("anthropic-ratelimit-concurrency-limit"))
                .isEmpty();
        assertThat(anthropic.headers().firstValue("x-ratelimit-remaining-tokens"))
                .hasValue("40");
        assertThat(bedrock.headers().firstValue("x-ratelimit-remaining-tokens")).hasValue("40");
        assertThat(bedrock.headers().firstValue("x-ratelimit-scope-tokens")).hasValue("group");
        assertThat(bedrock.headers().firstValue("x-ratelimit-scope-concurrency"))
                .isEmpty();
        assertThat(bedrock.headers().firstValue("anthropic-ratelimit-tokens-limit"))
                .isEmpty();
    }

    @Test
    void anthropicsHeadersGoWithTheCallAndNoOthers() throws Exception {
        stage.send(
                "POST",
                "/v1/messages",
                ANTHROPIC,
                "x-api-key",
                "k",
                "anthropic-version",
                "2023-06-01",
                "anthropic-beta",
                "a-1",
                "anthropic-beta",
                "b-2, c-3",
                "x-secret",
                "s");
        stage.send("POST", "/model/m/converse", BEDROCK, BEARER, "Bearer k", "anthropic-version", "2023-06-01");

        assertThat(stage.attempts.get(0).call().headers())
                .isEqualTo(Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "a-1,b-2, c-3"));
        assertThat(stage.attempts.get(1).call().headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a\"b", "long"})
    void oddHeadersDoNotGoUpstream(String value) throws Exception {
        String beta = value.equals("long") ? "b".repeat(2_049) : value;

        HttpResponse<String> answer =
                stage.send("POST", "/v1/messages", ANTHROPIC, "x-api-key", "k", "anthropic-beta", beta);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"at\":\"anthropic-beta\"");
        assertThat(stage.admissions).isEmpty();
    }

    @Test
    void aNameMayMeanAnotherModelAndSomeThinking() throws Exception {
        stage.send("POST", "/model/m-thinking/converse", BEDROCK, BEARER, "Bearer k");

        Call call = stage.attempts.getFirst().call();
        assertThat(call.model()).isEqualTo("m");
        assertThat(call.thinking()).isEqualTo(HARD);
        assertThat(call.outline().model()).isEqualTo("m-thinking");
        assertThat(stage.admissions.getFirst().model()).isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource({"'\"previous_response_id\":\"resp_1\"',previous_response_id", "'\"store\":true',store"})
    void answersThatAreNotKeptCannotBeGoneOnFrom(String member, String param) throws Exception {
        String body = "{\"model\":\"m\",\"input\":\"hi\"," + member + "}";

        HttpResponse<String> answer = stage.send("POST", "/v1/responses", body, BEARER, "Bearer k");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("keeps", "\"at\":\"" + param + "\"");
        assertThat(stage.admissions).isEmpty();
    }

    @Test
    void whatATokenizerCountedIsToldToAccounting() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(null, false, null, USAGE));
            return Future.succeededFuture(Stage.whole());
        };

        stage.send("POST", "/model/m/converse", BEDROCK, BEARER, "Bearer k");

        assertThat(stage.settlements.getFirst().reported()).isNull();
        assertThat(stage.settlements.getFirst().counted()).isEqualTo(USAGE);
    }

    @Test
    void callsAreCountedByTheDialectTheyCameIn() throws Exception {
        stage.send("POST", "/model/m/converse", BEDROCK, BEARER, "Bearer k");
        stage.send("POST", "/v2/chat", "{\"model\":\"m\"," + MESSAGES + "}", BEARER, "Bearer k");

        await().untilAsserted(() -> {
            assertThat(stage.requests("bedrock")).isEqualTo(1);
            assertThat(stage.requests("cohere")).isEqualTo(1);
        });
    }

    @Test
    void anOldClientsArrayEndsWithItsConnection() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("[1"));
            out.end(new AnswerEvent.Finished(USAGE, false, Bytes.utf8("]")));
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.setSoTimeout(10_000);
            String request = "POST " + STREAM_PATH + "?key=k HTTP/1.0\r\nHost: localhost\r\nContent-Length: "
                    + GEMINI.length() + "\r\n\r\n" + GEMINI;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("application/json")
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\n[1]");
        }
    }

    private static String body(String path) {
        return path.startsWith("/v1beta") ? GEMINI : path.startsWith("/model/") ? BEDROCK : ANTHROPIC;
    }
}
