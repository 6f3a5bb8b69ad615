package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** U1: names and answers that would like to be a page stay text on every page, in a real browser. */
class HostilePagesTest {
    private static final String MARK = "document.documentElement.dataset.hostile=1";
    /** Each would leave its mark on the page if it were run, and a complaint if only the policy kept it from running. */
    private static final List<String> PAYLOADS = List.of(
            "<img src=x onerror=" + MARK + ">",
            "<svg onload=" + MARK + ">",
            "\"><script>" + MARK + "</script>",
            "{{constructor.constructor('" + MARK + "')()}}");

    private static final String MODEL = "hostile-model";
    private static final String ANSWER = """
        <script>%1$s</script> <img src=x onerror=%1$s> <iframe srcdoc="<script>parent.%1$s</script>"></iframe>
        [a link](javascript:%1$s) ![a picture](x" onerror="%1$s) <a href="javascript:%1$s" id=hostile>here</a>
        <https://evil.example.com/> <style>@import url(https://evil.example.com/x.css)</style>

        ```html
        </code></pre><script>%1$s</script>
        ```
        """.formatted(MARK);

    @TempDir
    private static Path folder;

    private static FakeProvider upstream;
    private static Visitor visitor;

    @BeforeAll
    static void plant() {
        visitor = Visitor.atANewNode(folder);
        upstream = FakeProvider.start();
        upstream.always(Answer.of(ANSWER));
        visitor.gateway.addChannel("a channel", upstream, MODEL);
        int n = 0;
        for (String payload : PAYLOADS) {
            n++;
            String user = add("/api/users", named(payload));
            add("/api/groups", named("hostile-" + n).put("description", payload));
            add("/api/keys", named(payload).put("user_id", user).put("budget", "2"));
            add("/api/channels", channel(payload));
            add(
                    "/api/budgets",
                    named(payload)
                            .put("scope", "user")
                            .put("subject", user)
                            .put("period", "month")
                            .put("unit", "cost")
                            .put("limit", "9"));
            add("/api/limits", about(payload).put("concurrency", 3));
            add("/api/routing-rules", about(payload).put("strategy", "fill_first"));
            add("/api/redemptions", named(payload).put("amount", "5").put("count", 1));
            add("/api/announcements", object().put("title", payload).put("text", payload + ANSWER));
            add(
                    "/api/users/" + user + "/credit",
                    object().put("amount", "5")
                            .put("reason", payload)
                            .put("external_id", UUID.randomUUID().toString()));
            ObjectNode prices = object();
            prices.putObject("models").putObject(payload).put("input", 1).put("output", 2);
            add("/api/prices", prices);
            visitor.gateway.call("POST", "/v1/chat/completions", chat(payload), Map.of());
        }
    }

    private static ObjectNode object() {
        return Gateway.JSON.createObjectNode();
    }

    private static ObjectNode named(String name) {
        return object().put("name", name);
    }

    private static ObjectNode about(String model) {
        return object().put("scope", "model").put("subject", model);
    }

    private static ObjectNode channel(String payload) {
        ObjectNode channel = named(payload).put("provider", "demo").put("notes", payload);
        channel.putArray("models").add(payload);
        channel.putArray("tags").add("hostile");
        return channel;
    }

    private static String chat(String model) {
        ObjectNode body = object().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
        return body.toString();
    }

    private static String add(String path, ObjectNode body) {
        return visitor.gateway.manage("POST", path, body).path("id").asText();
    }

    @AfterAll
    static void stop() {
        if (visitor != null) {
            visitor.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private final List<String> executed = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int looks;

    private void look(String where) {
        looks++;
        if (visitor.browser.sees("html[data-hostile]")) {
            executed.add(where);
        }
        visitor.browser.complaints().forEach(complaint -> violations.add(where + ": " + complaint));
    }

    @Test
    void noPageRunsWhatSomebodyWroteOrAModelSaid() {
        Browser browser = visitor.browser;
        visitor.signInAnew();
        browser.see("[data-nav=usage]");
        List<String> pages =
                browser.attributes("[data-nav]", "data-nav").stream().distinct().toList();
        for (String page : pages) {
            visitor.open(page);
            visitor.settle();
            look(page);
        }
        playground(browser);
        aRequest(browser);
        aChannel(browser);

        System.out.println("U1.executed " + executed.size() + " scripts_executed_in_" + looks + "_looks "
                + (executed.isEmpty() ? "pass" : "fail"));
        System.out.println("U1.violations " + violations.size() + " complaints_of_the_browser_in_" + looks + "_looks "
                + (violations.isEmpty() ? "pass" : "fail"));
        assertThat(pages).hasSizeGreaterThan(15);
        assertThat(executed).isEmpty();
        assertThat(violations).isEmpty();
    }

    private void playground(Browser browser) {
        visitor.open("playground");
        String field = "[data-field=model-0]";
        browser.type(field, MODEL);
        browser.pressNamed("[role=option]", MODEL);
        await().atMost(Browser.SOON).until(() -> browser.value(field).equals(MODEL));
        browser.type("[name=words]", PAYLOADS.getFirst());
        browser.press("[data-send]");
        browser.read("[data-answer=done] [data-text]", "evil.example.com");
        look("playground with an answer");
        assertThat(browser.attributes("[data-answer] a", "href")).noneMatch(link -> link.startsWith("javascript:"));
        assertThat(browser.sees("[data-answer] iframe")).isFalse();
    }

    private void aRequest(Browser browser) {
        String call = await().atMost(Browser.SOON)
                .until(() -> found("requests?limit=200", "model", "call_id"), Optional::isPresent)
                .orElseThrow();
        browser.open(visitor.gateway.address().resolve("/#/requests?call=" + call));
        browser.read("[role=dialog]", PAYLOADS.getFirst());
        visitor.settle();
        look("a request");
        visitor.open("requests/" + call, "request");
        browser.read("[data-page=request]", PAYLOADS.getFirst());
        visitor.settle();
        look("a request explained");
    }

    private void aChannel(Browser browser) {
        String id = found("channels", "name", "id").orElseThrow();
        visitor.open("channels/" + id, "channel");
        browser.read("[data-page=channel]", PAYLOADS.getFirst());
        visitor.settle();
        look("a channel");
    }

    /** This field of what is called like the first of the payloads. */
    private static Optional<String> found(String list, String name, String field) {
        return visitor.gateway
                .manage("GET", "/api/" + list, MissingNode.getInstance())
                .path("data")
                .valueStream()
                .filter(one -> one.path(name).asText().equals(PAYLOADS.getFirst()))
                .map(one -> one.path(field).asText())
                .findFirst();
    }

    /** The control: what the payloads would do is noticed if it is done. */
    @Test
    void theMarkWouldBeSeen() {
        visitor.signInAnew();
        assertThat(visitor.browser.sees("html[data-hostile]")).isFalse();

        visitor.browser.run(MARK);
        look("a page with the mark");

        assertThat(executed).containsExactly("a page with the mark");
    }
}
