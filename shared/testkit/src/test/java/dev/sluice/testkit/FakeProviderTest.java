package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeProviderTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAIN = "{\"model\":\"m\",\"messages\":[]}";
    private static final String STREAMED =
            "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}";

    private final FakeProvider provider = FakeProvider.reacting(Answer.of("one two three"));

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aPlainRequestIsAnsweredWithTextAndUsage() throws IOException {
        JsonNode answer = JSON.readTree(Client.chat(provider, PLAIN).body());

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("one two three");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").asLong()).isEqualTo(Tokens.SOME.prompt());
    }

    @Test
    void aRequestIsRememberedWithHeadersAndBody() throws IOException {
        Client.chat(provider, PLAIN);

        Received received = provider.awaitRequest(SOON);

        assertThat(received.header("AUTHORIZATION")).contains("Bearer sk-test");
        assertThat(received.body().utf8()).isEqualTo(PLAIN);
        assertThat(received.target()).isEqualTo("/v1/chat/completions");
        received.awaitOver(SOON);
        assertThat(received.isComplete()).isTrue();
        assertThat(received.isClientGone()).isFalse();
        assertThat(received.bytesSent()).isPositive();
    }

    @Test
    void awaitingARequestThatNeverComesFails() {
        assertThatThrownBy(() -> provider.awaitRequest(Duration.ofMillis(20))).isInstanceOf(AssertionError.class);
    }

    @Test
    void aStreamBringsTheTextInOrderThenUsageThenDone() throws IOException {
        List<String> events = events(Client.chat(provider, STREAMED).body());

        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(text(events)).isEqualTo("one two three");
        JsonNode usage = JSON.readTree(events.get(events.size() - 2));
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.at("/usage/completion_tokens").asLong()).isEqualTo(Tokens.SOME.completion());
        assertThat(events.subList(0, events.size() - 2)).allMatch(e -> e.contains("\"usage\":null"));
    }

    @Test
    void aStreamHasNoUsageUnlessItIsAskedFor() throws IOException {
        String body = Client.chat(provider, STREAMED.replace("true}", "false}")).body();

        assertThat(body).doesNotContain("usage").contains("[DONE]");
    }

    @Test
    void choicesLogprobsAndImagesAreAnsweredAsAsked() throws IOException {
        JsonNode answer = JSON.readTree(Client.chat(provider, """
                {"model":"m","n":2,"logprobs":true,"messages":[{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:,"}},{"type":"image_url","image_url":{"url":"data:,"}}]}]}""").body());

        assertThat(answer.path("choices")).hasSize(2);
        assertThat(answer.at("/choices/1/message/content").asText()).isEqualTo("one two three #1 [2 images]");
        assertThat(answer.at("/choices/0/logprobs/content/0/logprob").asDouble())
                .isNegative();
    }

    @Test
    void parallelToolCallsComeInInterleavedFragments() throws IOException {
        provider.always(Answer.calling(
                new ToolCall("call_a", "weather", "{\"city\":\"Paris\"}"),
                new ToolCall("call_b", "weather", "{\"city\":\"Rome\"}")));

        List<String> events = events(Client.chat(provider, STREAMED).body());

        List<StringBuilder> arguments = List.of(new StringBuilder(), new StringBuilder());
        List<Integer> order = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            for (JsonNode call : JSON.readTree(event).at("/choices/0/delta/tool_calls")) {
                order.add(call.path("index").asInt());
                arguments
                        .get(call.path("index").asInt())
                        .append(call.at("/function/arguments").asText());
            }
        }
        assertThat(arguments.get(0)).hasToString("{\"city\":\"Paris\"}");
        assertThat(arguments.get(1)).hasToString("{\"city\":\"Rome\"}");
        assertThat(order).startsWith(0, 1, 0, 1);
    }

    @Test
    void toolsAreNotCalledAgainOnceTheirResultsAreIn() throws IOException {
        provider.always(Answer.calling(new ToolCall("call_a", "weather", "{}")));

        String body = Client.chat(provider, "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"7\"}]}")
                .body();

        assertThat(JSON.readTree(body).at("/choices/0/message/content").asText())
                .isEqualTo("done");
    }

    @Test
    void completionsSpeakTheirOwnShape() throws IOException {
        JsonNode whole = JSON.readTree(Client.completion(provider, "{\"model\":\"m\",\"prompt\":\"p\"}")
                .body());
        List<String> events = events(Client.completion(provider, "{\"model\":\"m\",\"prompt\":\"p\",\"stream\":true}")
                .body());

        assertThat(whole.at("/choices/0/text").asText()).isEqualTo("one two three");
        assertThat(JSON.readTree(events.getFirst()).at("/choices/0/text").asText())
                .isEqualTo("one ");
    }

    @Test
    void documentsAreShownWhereThereAreAnyAndAreNotAmongTheCalls() throws IOException {
        provider.having(request -> request.target().equals("/v1/jobs/7")
                ? Optional.of(Scripted.json(202, "{\"job\":7}"))
                : Optional.empty());

        assertThat(Client.get(provider, "/jobs/7").statusCode()).isEqualTo(202);
        assertThat(Client.get(provider, "/jobs/7").body()).isEqualTo("{\"job\":7}");
        assertThat(Client.get(provider, "/jobs/8").statusCode()).isEqualTo(404);
        assertThat(Client.get(provider, "/models").statusCode()).isEqualTo(200);
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void modelsAreListedAndFound() throws IOException {
        provider.listing("a", "b");

        assertThat(Client.get(provider, "/models").body()).contains("\"id\":\"a\"", "\"id\":\"b\"");
        assertThat(Client.get(provider, "/models/b").statusCode()).isEqualTo(200);
        assertThat(Client.get(provider, "/models/c").statusCode()).isEqualTo(404);
    }

    @Test
    void reactionsAreChosenOnceThenByModelThenByScript() throws IOException {
        provider.once(new Fault.ServerError(503)).on("m", Answer.of("by model"));

        assertThat(Client.chat(provider, PLAIN).statusCode()).isEqualTo(503);
        assertThat(Client.chat(provider, PLAIN).body()).contains("by model");
        assertThat(Client.chat(provider, PLAIN.replace("\"m\"", "\"other\"")).body())
                .contains("one two three");
    }

    @Test
    void aClientThatLeavesInMidStreamIsNoticed() throws IOException {
        provider.always(Answer.of("slow").with(Pace.bulk(1000, 10).with(Duration.ofMillis(50))));
        try (RawHttp client = RawHttp.connect(provider.baseUrl(), SOON)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + STREAMED.length()
                    + "\r\n\r\n" + STREAMED);
            assertThat(provider.awaitRequest(SOON).isClientGone()).isFalse();
        }
        long left = System.nanoTime();

        Received received = provider.requests().getFirst();

        assertThat(received.awaitClientGone(SOON) - left).isLessThan(1_000_000_000L);
        received.awaitOver(SOON);
        assertThat(received.isComplete()).isFalse();
    }

    @Test
    void aReaderThatStopsHoldsTheAnswerBack() throws IOException {
        provider.always(Answer.of("").with(Pace.bulk(10_000, 1000)));

        try (InputStream unread = Client.openChat(provider, STREAMED).body()) {
            assertThat(unread.read()).isPositive();
            Received received = provider.awaitRequest(SOON);

            assertThatThrownBy(() -> received.awaitOver(Duration.ofMillis(500))).isInstanceOf(AssertionError.class);
            assertThat(received.bytesSent()).isLessThan(9_000_000);
        }
    }

    @Test
    void connectionsAreKeptAndCounted() throws IOException {
        Client.chat(provider, PLAIN);
        Client.chat(provider, PLAIN);

        assertThat(provider.connectionsOpen()).isPositive();
        assertThat(provider.requests()).hasSize(2);
    }

    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    private static String text(List<String> events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            text.append(JSON.readTree(event).at("/choices/0/delta/content").asText(""));
        }
        return text.toString();
    }
}
