package dev.sluice.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointsTest {
    private static final Endpoint CHATS = new Endpoint(Map.of(Operation.CHAT, "/c"));

    @Test
    void aCallIsMadeInTheCallersDialectWhereItIsSpoken() {
        Endpoints both = ordered(Dialect.OPENAI, CHATS, Dialect.ANTHROPIC, CHATS);

        assertThat(both.choose(Dialect.ANTHROPIC, Operation.CHAT)).contains(Dialect.ANTHROPIC);
        assertThat(both.choose(Dialect.OPENAI, Operation.CHAT)).contains(Dialect.OPENAI);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void elseInTheFirstThatServesIt(Dialect caller) {
        Endpoint vectors = new Endpoint(Map.of(Operation.EMBEDDING, "/e"));
        Endpoints some = ordered(Dialect.OPENAI, vectors, Dialect.COHERE, CHATS);

        assertThat(some.choose(caller, Operation.CHAT)).contains(Dialect.COHERE);
    }

    @Test
    void completionsAreNotTranslated() {
        Endpoints openAi = Endpoints.of(Dialect.OPENAI, new Endpoint(Map.of(Operation.COMPLETION, "/p")));
        Endpoints claude = Endpoints.of(Dialect.ANTHROPIC, CHATS);

        assertThat(openAi.serve(Dialect.OPENAI, Operation.COMPLETION)).isTrue();
        assertThat(claude.serve(Dialect.OPENAI, Operation.COMPLETION)).isFalse();
    }

    @Test
    void tokensAreCountedForEveryoneWhoCanChat() {
        Endpoints claude = Endpoints.of(
                Dialect.ANTHROPIC, new Endpoint(Map.of(Operation.CHAT, "/c", Operation.COUNT_TOKENS, "/n")));

        assertThat(claude.choose(Dialect.ANTHROPIC, Operation.COUNT_TOKENS)).contains(Dialect.ANTHROPIC);
        assertThat(claude.choose(Dialect.GEMINI, Operation.COUNT_TOKENS)).isEmpty();
        assertThat(claude.serve(Dialect.GEMINI, Operation.COUNT_TOKENS)).isTrue();
        assertThat(Endpoints.of(Dialect.OPENAI, new Endpoint(Map.of(Operation.EMBEDDING, "/e")))
                        .serve(Dialect.GEMINI, Operation.COUNT_TOKENS))
                .isFalse();
    }

    @Test
    void vectorsAreTranslatedBetweenDialectsThatHaveThem() {
        Endpoints gemini = Endpoints.of(Dialect.GEMINI, new Endpoint(Map.of(Operation.EMBEDDING, "/e")));

        assertThat(gemini.choose(Dialect.OPENAI, Operation.EMBEDDING)).contains(Dialect.GEMINI);
        assertThat(gemini.choose(Dialect.ANTHROPIC, Operation.EMBEDDING)).isEmpty();
    }

    @Test
    void ranksAreTranslatedBetweenDialectsThatHaveThem() {
        Endpoints cohere = Endpoints.of(Dialect.COHERE, new Endpoint(Map.of(Operation.RERANK, "/r")));

        assertThat(cohere.choose(Dialect.OPENAI, Operation.RERANK)).contains(Dialect.COHERE);
        assertThat(cohere.choose(Dialect.GEMINI, Operation.RERANK)).isEmpty();
        assertThat(Endpoints.of(Dialect.GEMINI, new Endpoint(Map.of(Operation.EMBEDDING, "/e")))
                        .serve(Dialect.OPENAI, Operation.RERANK))
                .isFalse();
    }

    @Test
    void streamsMayHaveAPathOfTheirOwn() {
        Endpoint gemini = new Endpoint(Map.of(Operation.CHAT, "/whole"), Map.of(Operation.CHAT, "/stream"));

        assertThat(gemini.path(Operation.CHAT, true)).contains("/stream");
        assertThat(gemini.path(Operation.CHAT, false)).contains("/whole");
        assertThat(CHATS.path(Operation.CHAT, true)).contains("/c");
        assertThat(gemini.path(Operation.EMBEDDING, false)).isEmpty();
    }

    private static Endpoints ordered(Dialect first, Endpoint one, Dialect second, Endpoint two) {
        Map<Dialect, Endpoint> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, two);
        return new Endpoints(map);
    }
}
