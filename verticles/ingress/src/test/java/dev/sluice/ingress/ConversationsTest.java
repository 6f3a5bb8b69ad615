package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationsTest {
    private static final int MAX_KEPT = 4_000;
    private static final Usage USAGE = new Usage(1, 0, 0, 1, 0);
    private static final String ANSWER = "{\"id\":\"resp_new\",\"status\":\"completed\",\"store\":false,"
            + "\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"Two.\"}]}";
    private static final String CREATED = "event: response.created\ndata: {\"type\":\"response.created\"}\n\n";
    private static final String COMPLETED =
            "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":" + ANSWER + "}\n\n";
    private static final String KEPT =
            "{\"input\":[{\"role\":\"user\",\"content\":\"One?\"}],\"response\":" + ANSWER + "}";

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(Stage.keeping(MAX_KEPT));
        answerWhole(ANSWER);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private void answerWhole(String body) {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim(body));
            out.end(new AnswerEvent.Finished(USAGE, false, null));
            return Future.succeededFuture(Stage.whole());
        };
    }

    private HttpResponse<String> ask(String members) throws Exception {
        return send(
                "POST", "/v1/responses", "{\"model\":\"m\",\"input\":\"Three?\"" + members.replace('\'', '"') + "}");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return stage.send(method, path, body, "Authorization", "Bearer sk-test");
    }

    private String sentUpstream() {
        return stage.attempts.getFirst().call().body().utf8();
    }

    @Test
    void anAnswerIsKeptBeforeItsCallerHasIt() throws Exception {
        HttpResponse<String> answer = ask("");

        assertThat(answer.body()).contains("\"id\":\"resp_new\"", "\"store\":true", "\"previous_response_id\":null");
        assertThat(stage.kept).hasSize(1);
        assertThat(stage.kept.getFirst().userId()).isEqualTo("user-1");
        assertThat(stage.kept.getFirst().response()).isEqualTo("resp_new");
        assertThat(stage.kept.getFirst().conversation().utf8())
                .startsWith(
                        "{\"input\":[{\"role\":\"user\",\"content\":\"Three?\"}],\"response\":{\"id\":\"resp_new\"");
        assertThat(sentUpstream()).contains("\"store\":false", "reasoning.encrypted_content");
        assertThat(stage.keptAnswers("kept")).isOne();
    }

    @Test
    void theLastEventOfAStreamSaysThatTheAnswerIsKept() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim(CREATED));
            out.end(new AnswerEvent.Finished(USAGE, false, Bytes.utf8(COMPLETED)));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = ask(",'stream':true");

        assertThat(answer.body()).startsWith(CREATED).contains("event: response.completed\n", "\"store\":true");
        assertThat(stage.kept).hasSize(1);
    }

    @Test
    void aCallGoesOnFromWhatWasKept() throws Exception {
        stage.recalled = Bytes.utf8(KEPT);

        HttpResponse<String> answer = ask(",'previous_response_id':'resp_old'");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"previous_response_id\":\"resp_old\"");
        assertThat(stage.recalls.getFirst().response()).isEqualTo("resp_old");
        assertThat(sentUpstream()).doesNotContain("previous_response_id").containsSubsequence("One?", "Two.", "Three?");
        assertThat(stage.admissions.getFirst().promptTokens()).isGreaterThan(5);
        assertThat(stage.gauge("sluice.body.bytes")).isZero();
    }

    @Test
    void whatIsRecalledIsHeldAgainstTheBudgetUntilItIsWritten() throws Exception {
        stage.recalled = Bytes.utf8(KEPT.replace("One?", "word ".repeat(900_000)));
        HttpResponse<String> tooLarge = send("GET", "/v1/responses/resp_new", "");
        HttpResponse<String> resumed = ask(",'previous_response_id':'resp_old'");
        stage.recalled = Bytes.utf8(KEPT.replace("One?", "word ".repeat(700_000)));
        HttpResponse<String> shown = send("GET", "/v1/responses/resp_new", "");

        assertThat(tooLarge.statusCode()).isEqualTo(429);
        assertThat(tooLarge.body()).contains("too_many_bytes_in_flight");
        assertThat(resumed.statusCode()).isEqualTo(429);
        assertThat(shown.statusCode()).isEqualTo(200);
        await().until(() -> stage.gauge("sluice.body.bytes") == 0);
    }

    @Test
    void anAnswerThatIsNotThereIsToldInOpenAisWords() throws Exception {
        HttpResponse<String> answer = ask(",'previous_response_id':'resp_other'");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "\"message\":\"Previous response with id 'resp_other' not found.\"",
                        "\"type\":\"invalid_request_error\"",
                        "\"param\":\"previous_response_id\"",
                        "\"code\":\"previous_response_not_found\"");
        assertThat(stage.admissions).isEmpty();
        assertThat(stage.gauge("sluice.body.bytes")).isZero();
    }

    @Test
    void aKeyThatIsNotGoodIsToldSo() throws Exception {
        stage.keeper = Future.failedFuture(new GatewayException(Kind.UNAUTHENTICATED, "no such key"));

        assertThat(ask(",'previous_response_id':'resp_old'").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/v1/responses/resp_old", "").statusCode()).isEqualTo(401);
        assertThat(send("DELETE", "/v1/responses/resp_old", "").statusCode()).isEqualTo(401);
    }

    @Test
    void anAnswerThatIsNotToBeKeptIsNot() throws Exception {
        HttpResponse<String> answer = ask(",'store':false");

        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(sentUpstream()).isEqualTo("{\"model\":\"m\",\"input\":\"Three?\",\"store\":false}");
        assertThat(stage.kept).isEmpty();
    }

    @Test
    void anAnswerThatCouldNotBeKeptSaysSo() throws Exception {
        stage.keeper = Future.failedFuture(new GatewayException(Kind.OVERLOADED, "the database is away"));

        HttpResponse<String> answer = ask("");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(stage.keptAnswers("failed")).isOne();
    }

    @Test
    void aConversationThatHasBecomeTooLongIsAnsweredAndNotKept() throws Exception {
        HttpResponse<String> answer = ask("");
        String longer = "{\"model\":\"m\",\"input\":\"" + "y".repeat(MAX_KEPT) + "\"}";

        HttpResponse<String> tooLong = send("POST", "/v1/responses", longer);

        assertThat(answer.body()).contains("\"store\":true");
        assertThat(tooLong.body()).isEqualTo(ANSWER);
        assertThat(stage.keptAnswers("too_large")).isOne();
        assertThat(stage.kept).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"resp_new\",\"status\":\"failed\",\"output\":[]}",
                "{\"id\":\"a b\",\"status\":\"completed\",\"output\":[]}"
            })
    void anAnswerThatFailedOrHasNoProperIdIsPassedOnAsItIs(String body) throws Exception {
        answerWhole(body);

        assertThat(ask("").body()).isEqualTo(body);
        assertThat(stage.kept).isEmpty();
    }

    @Test
    void largeConversationsAreReadElsewhereAndComeBackWhole() throws Exception {
        try (Stage large = new Stage(Stage.keeping(1 << 20))) {
            String words = "w".repeat(300_000);
            large.recalled = Bytes.utf8(KEPT.replace("One?", words));
            large.provider = stage.provider;

            HttpResponse<String> answer = large.send(
                    "POST",
                    "/v1/responses",
                    "{\"model\":\"m\",\"input\":\"Three?\",\"previous_response_id\":\"resp_old\"}",
                    "Authorization",
                    "Bearer sk-test");

            assertThat(answer.body()).contains("\"store\":true");
            assertThat(large.kept.getFirst().conversation().utf8()).contains(words);
        }
    }

    @Test
    void aKeptAnswerIsShownWithWhatWasPutIn() throws Exception {
        stage.recalled = Bytes.utf8(KEPT);

        assertThat(send("GET", "/v1/responses/resp_new", "").body()).isEqualTo(ANSWER);
        assertThat(send("GET", "/v1/responses/resp_new/input_items?order=asc&limit=1", "")
                        .body())
                .contains("\"object\":\"list\"", "One?", "\"has_more\":false");
        assertThat(stage.recalls).allMatch(recall -> recall.response().equals("resp_new"));
    }

    @Test
    void aKeptAnswerIsDeleted() throws Exception {
        stage.recalled = Bytes.utf8(KEPT);

        HttpResponse<String> answer = send("DELETE", "/v1/responses/resp_new", "");

        assertThat(answer.body()).isEqualTo("{\"id\":\"resp_new\",\"object\":\"response.deleted\",\"deleted\":true}");
        assertThat(stage.forgotten.getFirst().response()).isEqualTo("resp_new");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/responses/resp_x,404",
        "DELETE,/v1/responses/resp_x,404",
        "GET,/v1/responses/resp_x/input_items,404",
        "GET,/v1/responses/resp_x/input_items?limit=many,400",
        "GET,/v1/responses/resp_x/input_items?order=up,400",
        "POST,/v1/responses/resp_x,405",
        "DELETE,/v1/responses/resp_x/input_items,405",
        "POST,/v1/responses/resp_x/cancel,404"
    })
    void whatIsNotThereOrMakesNoSenseIsRefusedInTheDialectOfResponses(String method, String path, int status)
            throws Exception {
        HttpResponse<String> answer = send(method, path, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"");
    }

    @Test
    void nothingIsFoundWhereNothingIsKept() throws Exception {
        try (Stage off = new Stage()) {
            off.recalled = Bytes.utf8(KEPT);

            HttpResponse<String> answer = off.get("/v1/responses/resp_new");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("responses.keep");
            assertThat(off.recalls).isEmpty();
        }
    }

    @Test
    void aRunInTheBackgroundIsRefusedByName() throws Exception {
        HttpResponse<String> answer = ask(",'background':true");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'background' must be absent", "\"param\":\"background\"");
        assertThat(stage.admissions).isEmpty();
    }
}
