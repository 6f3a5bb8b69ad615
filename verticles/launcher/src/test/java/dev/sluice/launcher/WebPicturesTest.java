package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.StaleElementReferenceException;

/**
 * Takes the pictures of the README: of a node that has something to show. They land in {@code target/pictures}, or where
 * {@code -Dpage.pictures} says.
 */
class WebPicturesTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Path INTO = Path.of(System.getProperty("page.pictures", "target/pictures"));
    private static final int LARGEST = 200_000;

    @Test
    void eachMainPageIsWorthAPicture(@TempDir Path folder) throws IOException {
        Files.createDirectories(INTO);
        try (Browser browser = Browser.start(folder.resolve("profile"));
                FakeProvider upstream = FakeProvider.start();
                Gateway gateway = Gateway.start(folder.resolve("data"), Map.of())) {
            String call = furnish(gateway, upstream);
            browser.look(1280, false);
            browser.visit(gateway.setupLink());
            browser.type("input[name=password]", PASSWORD);
            browser.type("input[name=repeat]", PASSWORD);
            browser.press("button[type=submit]");
            browser.see("[data-page=start]");

            take(browser, gateway, "dashboard", "dashboard");
            take(browser, gateway, "channels", "channels");
            take(browser, gateway, "requests/" + call, "request");
            browser.look(1280, true);
            take(browser, gateway, "requests", "requests");
            take(browser, gateway, "playground", "playground");
        }
    }

    private static void take(Browser browser, Gateway gateway, String page, String name) throws IOException {
        browser.open(gateway.address().resolve("/#/" + page));
        browser.see("[data-page=" + name + "]");
        // What is drawn anew is stale for a moment.
        await().atMost(Browser.SOON)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> browser.texts("[data-page] .mantine-Skeleton-root, [role=alert]")
                        .isEmpty());
        byte[] picture = browser.picture();
        Files.write(INTO.resolve(name + ".png"), picture);
        assertThat(picture).hasSizeBetween(10_000, LARGEST);
    }

    /** Calls of some models through some channels; returns the last. */
    private static String furnish(Gateway gateway, FakeProvider upstream) {
        gateway.manage(
                "POST",
                "/api/prices",
                json("{'models':{'large':{'input':3,'output':15},'small':{'input':1,'output':4}}}"));
        gateway.manage("POST", "/api/keys", json("{'name':'web shop','budget':'20','requests_per_minute':600}"));
        channel(gateway, upstream, "Frankfurt", "'models':['large','small'],'priority':2");
        channel(gateway, upstream, "Oregon", "'models':['large']");
        channel(gateway, upstream, "Singapore", "'models':['small','tiny']");
        upstream.always(Answer.of("It is a quarter past nine."));
        await().atMost(Browser.SOON)
                .until(() -> ask(gateway, "small").statusCode() == 200
                        && ask(gateway, "tiny").statusCode() == 200);
        for (int i = 0; i < 40; i++) {
            ask(gateway, List.of("large", "small", "tiny", "large").get(i % 4));
        }
        ask(gateway, "no-such-model");
        String last = UUID.randomUUID().toString();
        gateway.chat(last, body("large"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !gateway.manage("GET", "/api/usage/channels", MissingNode.getInstance())
                        .path("data")
                        .isEmpty());
        return gateway.awaitRows(last).getFirst().path("call_id").asText();
    }

    private static void channel(Gateway gateway, FakeProvider upstream, String name, String rest) {
        String url = upstream.baseUrl().toString();
        gateway.manage(
                "POST",
                "/api/channels",
                json("{'name':'" + name + "','provider':'openai-compatible','base_url':'" + url
                        + "','private_addresses':true," + rest + "}"));
    }

    private static HttpResponse<String> ask(Gateway gateway, String model) {
        return gateway.chat(UUID.randomUUID().toString(), body(model));
    }

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"What time is it?\"}]}";
    }

    private static JsonNode json(String text) {
        return Gateway.parse(text.replace('\'', '"'));
    }
}
