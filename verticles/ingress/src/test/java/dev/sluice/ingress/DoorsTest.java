package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Asked;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DoorsTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,      OPENAI,    CHAT",
        "/v1/completions,           OPENAI,    COMPLETION",
        "/v1/embeddings,            OPENAI,    EMBEDDING",
        "/v2/embed,                 COHERE,    EMBEDDING",
        "/v1/rerank,                OPENAI,    RERANK",
        "/v2/rerank,                COHERE,    RERANK",
        "/v1/responses,             RESPONSES, CHAT",
        "/v1/messages,              ANTHROPIC, CHAT",
        "/v1/messages/count_tokens, ANTHROPIC, COUNT_TOKENS",
        "/v2/chat,                  COHERE,    CHAT"
    })
    void pathsWhoseBodySaysTheRest(String path, Dialect dialect, Operation operation) {
        assertThat(find(path, null)).isEqualTo(new Door.Ask(dialect, Asked.of(operation)));
        assertThat(find(path, "beta=true&key=k&alt=sse")).isEqualTo(new Door.Ask(dialect, Asked.of(operation)));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/g:generateContent,       ,             GEMINI,  CHAT,         WHOLE,      g",
        "/v1beta/models/g:streamGenerateContent, ,             GEMINI,  CHAT,         JSON_ARRAY, g",
        "/v1beta/models/g:streamGenerateContent, alt=sse,      GEMINI,  CHAT,         SSE,        g",
        "/v1beta/models/g:streamGenerateContent, key=k&alt=%73se, GEMINI, CHAT,       SSE,        g",
        "/v1beta/models/g:streamGenerateContent, alt=json,     GEMINI,  CHAT,         JSON_ARRAY, g",
        "/v1beta/models/g:generateContent,       alt=sse,      GEMINI,  CHAT,         WHOLE,      g",
        "/v1beta/models/g:countTokens,           ,             GEMINI,  COUNT_TOKENS, WHOLE,      g",
        "/v1beta/models/g:embedContent,          ,             GEMINI,  EMBEDDING,    WHOLE,      g",
        "/v1beta/models/g:batchEmbedContents,    ,             GEMINI,  EMBEDDING,    WHOLE,      g",
        "/v1/models/g:generateContent,           ,             GEMINI,  CHAT,         WHOLE,      g",
        "/v1beta/models/a/b/c:generateContent,   ,             GEMINI,  CHAT,         WHOLE,      a/b/c",
        "/v1beta/models/a%2Fb%20c:generateContent, ,           GEMINI,  CHAT,         WHOLE,      a/b c",
        "/v1beta/models/a:b:generateContent,     ,             GEMINI,  CHAT,         WHOLE,      a:b",
        "/v1beta/models/g%zz:generateContent,    ,             GEMINI,  CHAT,         WHOLE,      g%zz",
        "/v1beta/models/g%ff:generateContent,    ,             GEMINI,  CHAT,         WHOLE,      g%ff",
        "/v1beta/models/g%252F:generateContent,  ,             GEMINI,  CHAT,         WHOLE,      g%2F",
        "/v1beta/models/:generateContent,        ,             GEMINI,  CHAT,         WHOLE,      ''",
        "/model/us.claude-v1%3A0/converse,       ,             BEDROCK, CHAT,         WHOLE,      us.claude-v1:0",
        "/model/us.claude-v1:0/converse-stream,  ,             BEDROCK, CHAT,         AWS,        us.claude-v1:0",
        "/model/arn%3Aaws%3Ax/y/converse,        ,             BEDROCK, CHAT,         WHOLE,      arn:aws:x/y",
        "/model//converse,                       ,             BEDROCK, CHAT,         WHOLE,      ''"
    })
    void pathsThatNameTheModel(
            String path, String query, Dialect dialect, Operation operation, Framing framing, String model) {
        assertThat(find(path, query)).isEqualTo(new Door.Ask(dialect, new Asked(operation, model, framing)));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models,            ,                  OPENAI,    ",
        "/v1/models/,           ,                  OPENAI,    ",
        "/v1/models/a/b,        ,                  OPENAI,    a/b",
        "/v1/models/a%2Fb,      ,                  OPENAI,    a/b",
        "/v1/models,            anthropic-version, ANTHROPIC, ",
        "/v1/models/claude,     anthropic-version, ANTHROPIC, claude",
        "/v1/models,            x-goog-api-key,    GEMINI,    ",
        "/v1beta/models,        ,                  GEMINI,    ",
        "/v1beta/models/g,      ,                  GEMINI,    g",
        "/v1beta/models/g:tune, ,                  GEMINI,    g:tune"
    })
    void modelsAreListedInTheCallersDialect(String path, String header, Dialect dialect, String model) {
        Door door = Doors.find(path, new Query(null), name -> name.equals(header));

        assertThat(door).isEqualTo(new Door.Models(dialect, model));
    }

    @Test
    void aKeyInTheQueryIsGoogles() {
        assertThat(find("/v1/models", "pageSize=1&key=abc")).isEqualTo(new Door.Models(Dialect.GEMINI, null));
    }

    @Test
    void aKeptAnswerIsFoundByItsIdAndSoIsWhatWasPutIn() {
        assertThat(find("/v1/responses/resp_1", null)).isEqualTo(new Door.Kept(Dialect.RESPONSES, "resp_1", false));
        assertThat(find("/v1/responses/a%3Ab", null)).isEqualTo(new Door.Kept(Dialect.RESPONSES, "a:b", false));
        assertThat(find("/v1/responses/resp_1/input_items", "limit=5"))
                .isEqualTo(new Door.Kept(Dialect.RESPONSES, "resp_1", true));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/dashboard/billing/subscription, SUBSCRIPTION",
        "/dashboard/billing/subscription,    SUBSCRIPTION",
        "/v1/dashboard/billing/usage,        BILLED",
        "/dashboard/billing/usage,           BILLED",
        "/v1/usage,                          OWN"
    })
    void howAKeyStandsIsToldInThreeForms(String path, Standings.Form form) {
        assertThat(find(path, "start_date=2026-01-01")).isEqualTo(new Door.Standing(Dialect.OPENAI, form));
    }

    @Test
    void everyRouteThatIsToldLeadsThere() {
        for (Routes.Route route : Routes.all()) {
            Door door = find(route.path().replace("{model}", "a").replace("{id}", "b"), null);

            assertThat(door).as(route.path()).isNotInstanceOfAny(Door.Nowhere.class, Door.Management.class);
            assertThat(door instanceof Door.Ask ask ? ask.asked().operation() : null)
                    .as(route.path())
                    .isEqualTo(route.operation());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/nothing,                  OPENAI",
        "/v1/chat/completions/,        OPENAI",
        "/v1/../v1/chat/completions,   OPENAI",
        "/v1/chat%2Fcompletions,       OPENAI",
        "/v1/,                         OPENAI",
        "/v1/messages/batches,         ANTHROPIC",
        "/v1/responses/resp_1/cancel,  RESPONSES",
        "/v1/responses/,               RESPONSES",
        "/v1beta/files,                GEMINI",
        "/v2/classify,                 COHERE",
        "/model/m/invoke,              BEDROCK",
        "/model/m%2Fconverse,          BEDROCK"
    })
    void whatDoesNotExistIsSaidInTheDialectOfItsPrefix(String path, Dialect dialect) {
        assertThat(find(path, null)).isEqualTo(new Door.Nowhere(dialect));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/api/keys",
                "/models",
                "/v1",
                "//v1/models",
                "/V1/models",
                "/modelx/m/converse"
            })
    void theRestIsManagement(String path) {
        assertThat(find(path, null)).isInstanceOf(Door.Management.class);
    }

    @Test
    void parametersAreFoundByTheirWholeNameAndDecoded() {
        Query query = new Query("monkey=1&key=a%2Bb&key&key=&=x&key=%&alt=sse");

        assertThat(query.values("key")).containsExactly("a+b", "", "%");
        assertThat(query.values("alt")).containsExactly("sse");
        assertThat(query.values("ey")).isEmpty();
        assertThat(query.toString()).doesNotContain("a+b");
        assertThat(new Query(null).values("key")).isEmpty();
    }

    private static Door find(String path, @Nullable String query) {
        return Doors.find(path, new Query(query), Set.of()::contains);
    }
}
