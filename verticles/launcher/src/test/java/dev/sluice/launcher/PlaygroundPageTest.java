package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.ToolCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** What people try out in the playground, and how they look into a request, in a real browser against a real node. */
class PlaygroundPageTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String MODEL = "play-model";
    private static final String OTHER = "play-other";
    private static final String ANSWER = "[data-answer=done]";
    private static final String TEXT = ANSWER + " [data-text]";

    @TempDir
    private static Path folder;

    private static FakeProvider upstream;
    private static Gateway gateway;
    private static Browser browser;

    @BeforeAll
    static void setUp() {
        browser = Browser.start(folder.resolve("profile"));
        upstream = FakeProvider.start();
        gateway = Gateway.start(folder.resolve("data"), Map.of());
        browser.look(1280, false);
        browser.visit(gateway.setupLink());
        choosePassword();
        browser.see("[data-page=start]");
        gateway.addChannel("play channel", upstream, (ObjectNode) json("{'models':['" + MODEL + "','" + OTHER + "']}"));
        gateway.manage(
                "POST",
                "/api/prices",
                json("{'models':{'" + MODEL + "':{'input':1,'output':2},'" + OTHER + "':{'input':10,'output':20}}}"));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openThePlayground() {
        upstream.forget();
        browser.visit(gateway.address());
        signIn("admin");
        open("playground");
        browser.see("[name=words]");
    }

    @AfterEach
    void theConsoleHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anAnswerIsBilledListedAndExplained() {
        upstream.always(Answer.of("from the playground"));
        choose("model-0", MODEL);
        browser.type("[name=system]", "Be brief.");
        browser.type("[name=maxTokens]", "77");

        say("Are you there?");

        browser.read(TEXT, "from the playground");
        browser.see("[data-figures=billed]");
        assertThat(browser.see("[data-figures]").getText()).contains("first token", "in all", "$0.0");
        JsonNode asked = upstream.requests().getFirst().json();
        assertThat(asked.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(asked.at("/messages/1/content").asText()).isEqualTo("Are you there?");
        assertThat(asked.path("max_completion_tokens").asInt()).isEqualTo(77);

        open("requests");
        browser.read("[data-page=requests] tbody tr", "playground");
        browser.press("[data-page=requests] tbody tr");
        browser.press("[role=dialog] [data-explain]");
        browser.see("[data-page=request] [data-waterfall]");
        assertThat(browser.texts("[data-waterfall] li")).hasSizeGreaterThanOrEqualTo(4);
        browser.read("[data-page=request]", "play channel");
        browser.read("[data-bill]", "$2.00 / million");
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.sidewaysScroll()).isLessThanOrEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OpenAI Chat", "OpenAI Responses", "Anthropic Messages", "Gemini", "Cohere", "Bedrock Converse"})
    void everyDialectAnswersStreamedAndWhole(String dialect) {
        upstream.always(Answer.of("said in words"));
        browser.press("[data-field=dialect]");
        browser.pressNamed("[role=option]", dialect);
        choose("model-0", MODEL);

        say("streamed");
        browser.read(TEXT, "said in words");
        browser.press("label:has([data-stream])");
        say("whole");
        await().atMost(Browser.SOON).until(() -> browser.texts(TEXT).equals(List.of("said in words", "said in words")));

        JsonNode last = upstream.requests().getLast().json();
        assertThat(upstream.requests().getFirst().json().path("stream").asBoolean())
                .isTrue();
        assertThat(last.path("stream").asBoolean()).isFalse();
        assertThat(last.path("messages").toString()).contains("streamed", "said in words", "whole");
    }

    @Test
    void aToolIsCalledAndItsResultGoesBack() {
        upstream.always(Answer.calling(new ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}")));
        choose("model-0", MODEL);
        browser.type("[name=tools]", "[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}]");

        say("How is the weather?");
        browser.read("[data-call=weather]", "Oslo");
        browser.type("[name=result]", "snow");
        browser.press("[data-send]");

        browser.read(ANSWER + ":has([data-text]:not(:empty))", "done");
        JsonNode asked = upstream.requests().getLast().json();
        assertThat(asked.at("/tools/0/function/name").asText()).isEqualTo("weather");
        assertThat(asked.at("/messages/2/tool_call_id").asText()).isEqualTo("call_1");
        assertThat(asked.at("/messages/2/content").asText()).isEqualTo("snow");
    }

    @Test
    void twoModelsAnswerSideBySideAndEachHasItsPrice() {
        upstream.on(MODEL, Answer.of("from the cheap one")).on(OTHER, Answer.of("from the dear one"));
        browser.press("label:has([data-compare])");
        choose("model-0", MODEL);
        choose("model-1", OTHER);

        say("Who are you?");

        await().atMost(Browser.SOON)
                .until(() -> browser.texts(TEXT).equals(List.of("from the cheap one", "from the dear one")));
        await().atMost(Browser.SOON)
                .until(() -> browser.texts("[data-figures=billed] b").size() == 2);
        List<String> prices = browser.texts("[data-figures=billed] b");
        assertThat(prices.get(0)).isNotEqualTo(prices.get(1));
    }

    @Test
    void twoChannelsAnswerTheSameQuestionSideBySide() {
        try (FakeProvider second = FakeProvider.start()) {
            upstream.always(Answer.of("from the first channel"));
            second.always(Answer.of("from the second channel"));
            gateway.addChannel("second channel", second, MODEL);
            open("playground");
            browser.press("label:has([data-compare])");
            choose("model-0", MODEL);
            choose("model-1", MODEL);
            choose("channel-0", "play channel");
            choose("channel-1", "second channel");

            say("Where are you?");

            await().atMost(Browser.SOON)
                    .until(() ->
                            browser.texts(TEXT).equals(List.of("from the first channel", "from the second channel")));
            assertThat(browser.texts("[data-answer] [data-by]"))
                    .containsExactly(MODEL + " · play channel", MODEL + " · second channel");
            browser.read("[data-code] pre", "X-Sluice-Channel");
            assertThat(browser.barriers()).isEmpty();
        } finally {
            String id = gateway.manage("GET", "/api/channels?q=second%20channel", MissingNode.getInstance())
                    .at("/data/0/id")
                    .asText();
            gateway.manage("DELETE", "/api/channels/" + id, MissingNode.getInstance());
        }
    }

    @Test
    void anAnswerIsStoppedAndBilledForWhatCame() {
        upstream.always(Answer.of("word ".repeat(200)).with(Pace.every(Duration.ofMillis(100))));
        choose("model-0", MODEL);

        say("Go on for long");
        browser.read("[data-answer=running] [data-text]", "word");
        browser.press("[data-stop]");

        browser.read("[data-answer=stopped]", "stopped");
        upstream.requests().getFirst().awaitClientGone(Browser.SOON);
        browser.see("[data-answer=stopped] [data-figures=billed]");
    }

    @Test
    void whatIsNoJsonIsNotSent() {
        choose("model-0", MODEL);
        browser.type("[name=words]", "Hello");
        browser.type("[name=extra]", "{\"seed\": ");

        browser.read("[data-page=playground]", "not the JSON");

        assertThat(browser.see("[data-send]").isEnabled()).isFalse();
        browser.type("[name=extra]", "{\"seed\": 7}");
        browser.read("[data-code] pre", "\"seed\": 7");
        browser.see("[name=words]").sendKeys(Keys.ENTER);
        await().atMost(Browser.SOON).until(() -> !upstream.requests().isEmpty());
        assertThat(upstream.requests().getFirst().json().path("seed").asInt()).isEqualTo(7);
    }

    @Test
    void aRefusalIsShownInItsOwnWords() {
        choose("model-0", MODEL);
        browser.type("[name=extra]", "{\"model\": \"no-such-model\"}");

        say("Hello");

        browser.read("[data-answer=failed] [role=alert]", "no-such-model");
        // Chromium notes the refusal, which is what was wanted here.
        assertThat(browser.complaints()).allMatch(line -> line.contains("/v1/chat/completions"));
    }

    @Test
    void aUserTriesModelsOutOnTheirOwnBalance() {
        upstream.always(Answer.of("for the user"));
        String user = gateway.manage("POST", "/api/users", json("{'name':'Pia'}"))
                .path("id")
                .asText();
        gateway.manage(
                "POST",
                "/api/users/" + user + "/credit",
                json("{'amount':'5','reason':'a bill','external_id':'" + UUID.randomUUID() + "'}"));
        String link = gateway.manage("POST", "/api/users/" + user + "/password-link", json("{}"))
                .path("path")
                .asText();
        browser.press("[data-sign-out]");
        browser.visit(gateway.address().resolve(link));
        choosePassword();
        browser.read("[data-page=dashboard]", "$5.00");
        open("playground");
        choose("model-0", MODEL);

        say("Hello");

        browser.read(TEXT, "for the user");
        browser.press("[data-figures=billed] [data-explain]");
        browser.see("[data-page=request] [data-waterfall]");
        assertThat(browser.see("[data-page=request]").getText()).doesNotContain("play channel");
        JsonNode row = gateway.manage("GET", "/api/requests?user_id=" + user, MissingNode.getInstance())
                .at("/data/0");
        assertThat(row.path("user_id").asText()).isEqualTo(user);
        assertThat(row.path("cost_nanodollars").asLong()).isPositive();
    }

    @Test
    void columnsAreChosenAndStayChosen() {
        open("requests");
        browser.press("[data-columns]");
        browser.press("[data-column=id]");
        browser.press("[data-column=cost]");

        open("requests");

        await().atMost(Browser.SOON).until(() -> browser.texts("thead th").contains("Call id"));
        assertThat(browser.texts("thead th")).doesNotContain("Cost");
    }

    @Test
    void aRequestIsFoundByItsId() {
        upstream.always(Answer.of("to be found"));
        String request = "find-" + UUID.randomUUID();
        gateway.chat(request, "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        String id = gateway.awaitRows(request).getFirst().path("call_id").asText();
        open("requests");

        browser.type("[name=call-id]", id);
        browser.see("[name=call-id]").sendKeys(Keys.ENTER);

        browser.read("[data-page=request]", id);
    }

    private static void say(String words) {
        browser.type("[name=words]", words);
        browser.press("[data-send]");
    }

    /** A model that was added a moment ago is listed a moment later. */
    private static void choose(String field, String model) {
        String input = "[data-field=" + field + "]";
        browser.type(input, model);
        browser.pressNamed("[role=option]", model);
        await().atMost(Browser.SOON).until(() -> browser.value(input).equals(model));
    }

    private static void open(String page) {
        browser.open(gateway.address().resolve("/?" + UUID.randomUUID() + "#/" + page));
        browser.see("[data-page=" + page + "]");
    }

    private static void choosePassword() {
        browser.type("[data-page=setup] input[name=password]", PASSWORD);
        browser.type("[data-page=setup] input[name=repeat]", PASSWORD);
        browser.press("[data-page=setup] button[type=submit]");
    }

    private static void signIn(String user) {
        browser.type("[data-page=sign-in] input[name=user]", user);
        browser.type("[data-page=sign-in] input[name=password]", PASSWORD);
        browser.press("[data-page=sign-in] button[type=submit]");
        browser.see("[data-page=dashboard]");
    }

    private static JsonNode json(String text) {
        return Gateway.parse(text.replace('\'', '"'));
    }
}
