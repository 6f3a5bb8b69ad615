package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What an administrator does on the web page, in a real browser against a real node. */
class WebPageTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final FakeProvider UPSTREAM = FakeProvider.start();

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Browser browser;

    @BeforeAll
    static void setUpByTheLinkOfTheBanner() {
        browser = Browser.start(folder.resolve("profile"));
        gateway = Gateway.start(folder.resolve("data"), Map.of());

        browser.visit(gateway.setupLink());
        fillSetup(PASSWORD, PASSWORD);

        browser.see("#keys");
        assertThat(browser.address()).doesNotContain("setup");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.close();
        if (gateway != null) {
            gateway.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void signInAsANewVisitor() {
        browser.visit(gateway.address());
        signIn(PASSWORD);
        browser.see("#keys");
    }

    @AfterEach
    void theConsoleHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSetupLinkWorksOnce() {
        browser.visit(gateway.setupLink());
        fillSetup("another password", "another password");

        browser.read("#message", "used already");
        assertThat(browser.sees("#sign-in-form")).isTrue();
        signIn("another password");
        browser.read("#sign-in-error", "not the right password");
    }

    @Test
    void twoDifferentPasswordsAreNotTaken() {
        browser.visit(gateway.setupLink());
        fillSetup("one password here", "another password");

        browser.read("#setup-error", "not the same");
    }

    @Test
    void aNewKeyIsShownOnceAndItsRequestIsListed() {
        String key = createKey("for the first program");
        assertThat(key).startsWith("sk-");
        browser.press("#new-key-close");

        String answer = await().atMost(Browser.SOON)
                .until(() -> chat(key, "demo"), response -> response.statusCode() == 200)
                .body();

        assertThat(Gateway.parse(answer).at("/choices/0/message/content").asText())
                .isNotBlank();
        assertThat(browser.sees("#new-key")).isFalse();
        browser.open(gateway.address().resolve("/#requests"));
        await().atMost(Browser.SOON).until(() -> {
            browser.press("#requests-refresh");
            return browser.says("#requests-rows tr[data-id]", "for the first program");
        });
        assertThat(browser.see("#requests-rows tr[data-id]").getText()).contains("demo", "200", "$0");
        assertThat(browser.sees("#new-key")).isFalse();
    }

    @Test
    void aDisabledKeyIsRefusedWithinASecond() {
        String key = createKey("soon disabled");
        await().atMost(Browser.SOON).until(() -> chat(key, "demo").statusCode() == 200);

        pressInRow("soon disabled", "Disable");
        browser.read("#message", "disabled");

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> chat(key, "demo").statusCode() == 401);
        assertThat(row("soon disabled").getText()).contains("Disabled", "Enable");
    }

    @Test
    void aNameIsShownAsTextAndNeverAsMarkup() {
        createKey(MARKUP);

        assertThat(row(MARKUP).findElements(By.tagName("img"))).isEmpty();
        pressInRow(MARKUP, "Disable");
        browser.read("#message", MARKUP);
        assertThat(browser.sees("#message img")).isFalse();
    }

    @Test
    void anAddedChannelAnswersUntilItIsDeleted() {
        UPSTREAM.always(Answer.of("from next door"));
        browser.open(gateway.address().resolve("/#channels"));
        fillChannel("next door");

        browser.press("#channel-form button[type=submit]");
        browser.read("#channel-error", "private");
        browser.press("#channel-private");
        browser.press("#channel-form button[type=submit]");

        browser.read("#message", "next door");
        browser.read("#channels-rows tr[data-id]", "page-model");
        await().atMost(Browser.SOON)
                .until(() -> chat(Gateway.KEY, "page-model").body().contains("from next door"));
        assertThat(UPSTREAM.awaitRequest(Browser.SOON).header("Authorization")).contains("Bearer sk-upstream");
        browser.pressAndConfirm("#channels-rows tr[data-id] button:nth-of-type(2)");
        browser.see("#channels-empty");
    }

    @Test
    void aWrongPasswordIsRefusedAfterSigningOut() {
        browser.press("#sign-out");
        browser.read("#message", "signed out");

        signIn("not this one, I think");
        browser.read("#sign-in-error", "not the right password");
        assertThat(browser.sees("#keys")).isFalse();
        signIn(PASSWORD);

        browser.see("#keys");
        assertThat(browser.sees("#sign-in")).isFalse();
    }

    @Test
    void theNodeIsListedAndLookedAtAgainAndAgain() {
        browser.open(gateway.address().resolve("/#nodes"));

        String row = browser.see("#nodes-rows tr[data-state=serving]").getText();
        assertThat(row).contains("this node", "serving", "ingress", "accounting", "upkeep", "MiB");
        assertThat(browser.sees("#nodes-empty")).isFalse();
        assertThat(browser.sees("#nodes-stale")).isFalse();
        String before = browser.see("#nodes-generation").getText();
        gateway.manage("POST", "/api/groups", Gateway.JSON.createObjectNode().put("name", "made-while-looking"));
        await().atMost(Browser.SOON)
                .until(() -> !browser.see("#nodes-generation").getText().equals(before));
        await().atMost(Browser.SOON).until(() -> !browser.says("#nodes-rows", "behind"));
    }

    private static void fillSetup(String password, String repeated) {
        browser.type("#setup-password", password);
        browser.type("#setup-repeat", repeated);
        browser.press("#setup-form button[type=submit]");
    }

    private static void signIn(String password) {
        browser.type("#sign-in-password", password);
        browser.press("#sign-in-form button[type=submit]");
    }

    private static String createKey(String name) {
        browser.press("#key-panel summary");
        browser.type("#key-name", name);
        browser.press("#key-form button[type=submit]");
        browser.read("#keys-rows", name);
        return browser.value("#new-key-value");
    }

    private static void fillChannel(String name) {
        browser.press("#channel-panel summary");
        browser.type("#channel-name", name);
        browser.type("#channel-url", UPSTREAM.baseUrl().toString());
        browser.type("#channel-secret", "sk-upstream");
        browser.type("#channel-models", "page-model");
        browser.press("#channel-list");
    }

    private static WebElement row(String name) {
        return browser.see("#keys-rows").findElements(By.cssSelector("tr[data-id]")).stream()
                .filter(row -> row.getText().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static void pressInRow(String name, String button) {
        row(name).findElements(By.tagName("button")).stream()
                .filter(found -> found.getText().equals(button))
                .findFirst()
                .orElseThrow()
                .click();
    }

    private static HttpResponse<String> chat(String key, String model) {
        return gateway.call(
                "POST",
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                Map.of("Authorization", "Bearer " + key, "X-Request-Id", "page-" + UUID.randomUUID()));
    }
}
