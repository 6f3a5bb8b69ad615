package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What an administrator does in the web UI, in a real browser against a real node. */
class WebPageTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final FakeProvider UPSTREAM = FakeProvider.start();
    private static final String SUBMIT = "button[type=submit]";

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Browser browser;

    /** How a page is looked at. */
    enum View {
        WIDE_LIGHT_ENGLISH(1280, false, "en"),
        NARROW_DARK_CHINESE(390, true, "zh-CN");

        private final int width;
        private final boolean dark;
        private final String language;

        View(int width, boolean dark, String language) {
            this.width = width;
            this.dark = dark;
            this.language = language;
        }
    }

    @BeforeAll
    static void setUpByTheLinkOfTheBanner() {
        browser = Browser.start(folder.resolve("profile"));
        gateway = Gateway.start(folder.resolve("data"), Map.of());
        browser.look(1280, false);

        browser.visit(gateway.setupLink());
        fillSetup(PASSWORD, PASSWORD);

        browser.see("[data-page=start]");
        assertThat(browser.address()).doesNotContain("setup");
        furnish();
    }

    /** Something of everything, so that pages have more to show than that they are empty. */
    private static void furnish() {
        gateway.manage("POST", "/api/groups", json("{'name':'furniture','description':'to look at'}"));
        String user = gateway.manage("POST", "/api/users", json("{'name':'a user'}"))
                .path("id")
                .asText();
        gateway.manage(
                "POST",
                "/api/users/" + user + "/credit",
                json("{'amount':'5','reason':'a bill','external_id':'furniture-1'}"));
        gateway.manage(
                "POST",
                "/api/keys",
                json("{'name':'furnished','budget':'2','requests_per_minute':60,'models':['demo']}"));
        gateway.manage("POST", "/api/channels", json("{'name':'furniture','provider':'demo','models':['demo']}"));
        gateway.manage(
                "POST",
                "/api/budgets",
                json("{'name':'monthly','scope':'user','subject':'" + user
                        + "','period':'month','unit':'cost','limit':'9'}"));
        gateway.manage("POST", "/api/redemptions", json("{'name':'spring','amount':'5','count':3}"));
        gateway.manage(
                "POST", "/api/topups", json("{'user_id':'" + user + "','amount':'10','price':900,'currency':'EUR'}"));
        gateway.manage("POST", "/api/prices", json("{'models':{'no-model':{'input':1,'output':2}}}"));
        await().atMost(Browser.SOON)
                .until(() -> gateway.chat("furniture", chatBody("demo")).statusCode() == 200);
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
        browser.look(1280, false);
        signIn(PASSWORD);
        browser.see("[data-page=dashboard]");
    }

    @AfterEach
    void theConsoleHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSetupLinkWorksOnce() {
        browser.visit(gateway.setupLink());
        fillSetup("another password", "another password");

        browser.read("[data-page=sign-in] [role=alert]", "used already");
        signIn("another password");
        browser.read("[data-page=sign-in]", "User or password is wrong");
    }

    @Test
    void twoDifferentPasswordsAreNotTaken() {
        browser.visit(gateway.setupLink());
        fillSetup("one password here", "another password");

        browser.read("[data-page=setup]", "not the same");
    }

    @Test
    void aWrongPasswordIsRefusedAfterSigningOut() {
        browser.press("[data-sign-out]");

        signIn("not this one, I think");
        browser.read("[data-page=sign-in]", "User or password is wrong");
        assertThat(browser.sees("[data-page=dashboard]")).isFalse();
        signIn(PASSWORD);

        browser.see("[data-page=dashboard]");
    }

    @Test
    void theFirstStepsLeadFromAChannelToARequestAndItsBill() {
        UPSTREAM.always(Answer.of("from the first steps"));
        open("start");
        browser.press("[data-page=start] [data-add]");
        fillChannel("first channel", "first-model");
        browser.press("label:has(input[name=private_addresses])");
        browser.press(dialog(SUBMIT));
        browser.see("input[name=key-name]");
        browser.type("input[name=key-name]", "first program");
        browser.press("[data-make]");

        browser.see("[data-ask]");
        await().atMost(Browser.SOON).until(() -> {
            browser.type("[data-field=model]", "first-model");
            browser.see("[data-field=model]").sendKeys(Keys.ARROW_DOWN, Keys.ENTER);
            return browser.says("pre", "first-model");
        });
        assertThat(browser.see("pre").getText()).contains("curl", "Bearer sk-");
        await().atMost(Browser.SOON).until(() -> {
            browser.press("[data-ask]");
            return browser.says("[data-answer]", "from the first steps");
        });

        open("requests");
        browser.read("[data-page=requests] tbody tr", "first program");
        browser.press("[data-page=requests] tbody tr");
        String detail = browser.see("[data-request]").getText();
        assertThat(detail).contains("first-model", "first channel", "billed", "Set aside at admission");
        browser.press(dialog("button[aria-label=Close]"));
        deleteChannel("first channel");
    }

    @Test
    void aBillIsShownLineByLine() {
        String call = UUID.randomUUID().toString();
        assertThat(gateway.chat(call, chatBody("demo")).statusCode()).isEqualTo(200);
        String id = gateway.awaitRows(call).getFirst().path("call_id").asText();

        browser.open(gateway.address().resolve("/#/requests?call=" + id));

        browser.read("[data-bill]", "Output");
        assertThat(browser.see("[data-bill]").getText())
                .contains("Input", "$0.10 / million", "$0.40 / million", "Booked");
    }

    @Test
    void aNewKeyIsShownOnceAndItsRequestIsListed() {
        String key = createKey("for the first program");
        assertThat(key).startsWith("sk-");

        String answer = await().atMost(Browser.SOON)
                .until(() -> chat(key, "demo"), response -> response.statusCode() == 200)
                .body();

        assertThat(Gateway.parse(answer).at("/choices/0/message/content").asText())
                .isNotBlank();
        assertThat(browser.sees("[data-secret]")).isFalse();
        open("requests");
        browser.press("[data-page=requests] label:has([role=switch])");
        browser.read("[data-page=requests] tbody tr", "for the first program");
        assertThat(browser.see("[data-page=requests] tbody tr").getText()).contains("demo", "200", "$0");
    }

    @Test
    void aSecondTabIsSignedInAndTheFirstGoesOnWriting() {
        open("groups");
        browser.press("[data-add]");
        browser.type("input[name=name]", "first-tab");
        browser.type("[name=description]", "made in the first tab");

        browser.aside(gateway.address(), () -> {
            browser.see("[data-page=dashboard]");
            assertThat(browser.post("/api/session", "{\"password\":\"" + PASSWORD + "\"}"))
                    .isEqualTo(200);
        });
        browser.press(dialog(SUBMIT));

        browser.read("[data-page=groups] tbody", "first-tab");
    }

    @Test
    void aDisabledKeyIsRefusedWithinASecond() {
        String key = createKey("soon disabled");
        await().atMost(Browser.SOON).until(() -> chat(key, "demo").statusCode() == 200);

        browser.pressNamed("button", "Disable: soon disabled");
        browser.read(".mantine-Notification-root", "disabled");

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> chat(key, "demo").statusCode() == 401);
        assertThat(row("keys", "soon disabled").getText()).contains("Disabled");
    }

    @Test
    void aNameIsShownAsTextAndNeverAsMarkup() {
        createKey(MARKUP);

        assertThat(row("keys", MARKUP).findElements(By.tagName("img"))).isEmpty();
        browser.pressNamed("button", "Disable: " + MARKUP);
        browser.read(".mantine-Notification-root", MARKUP);
        assertThat(browser.sees(".mantine-Notification-root img")).isFalse();
    }

    @Test
    void aFieldThatIsWrongSaysSo() {
        open("keys");
        browser.press("[data-add]");
        browser.type("input[name=name]", "with a wrong budget");
        browser.type("input[name=budget]", "much");
        browser.press(dialog(SUBMIT));

        browser.read(dialog(".mantine-InputWrapper-error"), "dollars");
    }

    @Test
    void anAddedChannelAnswersUntilItIsDeleted() {
        UPSTREAM.always(Answer.of("from next door"));
        open("channels");
        browser.press("[data-add]");
        fillChannel("next door", "page-model");

        browser.press(dialog(SUBMIT));
        browser.read(dialog("form"), "private");
        browser.press("label:has(input[name=private_addresses])");
        browser.press(dialog(SUBMIT));

        browser.see("[data-page=channel]");
        open("channels");
        browser.read("[data-page=channels] tbody", "page-model");
        await().atMost(Browser.SOON)
                .until(() -> chat(Gateway.KEY, "page-model").body().contains("from next door"));
        assertThat(UPSTREAM.awaitRequest(Browser.SOON).header("Authorization")).contains("Bearer sk-upstream");
        deleteChannel("next door");
        await().atMost(Browser.SOON)
                .until(() -> browser.texts("tbody tr").stream().noneMatch(row -> row.contains("next door")));
    }

    @Test
    void theNodeIsListedAndLookedAtAgainAndAgain() {
        open("nodes");

        String row = browser.see("[data-page=nodes] tr[data-state=serving]").getText();
        assertThat(row).contains("this node", "serving", "ingress", "accounting", "upkeep", "MiB");
        assertThat(browser.sees("[data-stale]")).isFalse();
        String before = browser.see("[data-generation]").getText();
        gateway.manage("POST", "/api/groups", Gateway.JSON.createObjectNode().put("name", "made-while-looking"));
        await().atMost(Browser.SOON)
                .until(() -> !browser.see("[data-generation]").getText().equals(before));
        await().atMost(Browser.SOON).until(() -> !browser.says("[data-page=nodes] tbody", "behind"));
    }

    @Test
    void aChangeOfTheConfigurationIsTakenBack() {
        gateway.manage("POST", "/api/groups", json("{'name':'soon-gone'}"));
        open("history");
        browser.read("[data-page=history] tbody tr", "soon-gone");

        browser.press("[data-page=history] tbody tr:nth-child(2)");
        browser.press("[data-preview]");
        browser.read("[data-restoration]", "soon-gone");
        browser.press("[data-restoration] [data-confirm]");

        browser.read(".mantine-Notification-root", "is as after revision");
        open("groups");
        settle();
        assertThat(browser.texts("tbody tr")).isNotEmpty().noneMatch(row -> row.contains("soon-gone"));
    }

    @Test
    void aUserSeesWhatIsTheirsAndRedeemsACode() {
        String user = gateway.manage("POST", "/api/users", json("{'name':'reader'}"))
                .path("id")
                .asText();
        String link = gateway.manage("POST", "/api/users/" + user + "/password-link", json("{}"))
                .path("path")
                .asText();
        String code = gateway.manage("POST", "/api/redemptions", json("{'name':'one','amount':'5','count':1}"))
                .at("/secrets/0")
                .asText();
        browser.press("[data-sign-out]");
        browser.visit(gateway.address().resolve(link));
        fillSetup(PASSWORD, PASSWORD);
        browser.see("[data-page=dashboard]");

        List<String> pages = menu(View.WIDE_LIGHT_ENGLISH);
        assertThat(pages)
                .contains("wallet", "keys", "requests", "usage", "statements", "profile")
                .doesNotContain("channels", "users", "log");
        for (String page : pages) {
            open(page);
            settle();
            assertThat(browser.texts("[role=alert]")).as(page).isEmpty();
        }
        open("wallet");
        browser.type("input[name=code]", code);
        browser.press("[data-page=wallet] " + SUBMIT);

        browser.read("[data-redeemed]", "$5.00 was added");
        open("statements");
        browser.read("[data-page=statements] tbody", "$5.00");
        open("channels", "dashboard");
    }

    @Test
    void aUserChangesTheirPasswordAndTheLogTellsOfIt() {
        String user = gateway.manage("POST", "/api/users", json("{'name':'Changer'}"))
                .path("id")
                .asText();
        String link = gateway.manage("POST", "/api/users/" + user + "/password-link", json("{}"))
                .path("path")
                .asText();
        browser.press("[data-sign-out]");
        browser.visit(gateway.address().resolve(link));
        fillSetup(PASSWORD, PASSWORD);
        browser.see("[data-page=dashboard]");
        open("profile");

        browser.type("[data-page=profile] input[name=old_password]", PASSWORD);
        browser.type("[data-page=profile] input[name=password]", "quite another password");
        browser.type("[data-page=profile] input[name=repeat]", "quite another password");
        browser.press("[data-page=profile] " + SUBMIT);
        await().atMost(Browser.SOON)
                .until(() -> gateway.manage("GET", "/api/audit-log?user_id=" + user, MissingNode.getInstance())
                        .toString()
                        .contains("POST /api/profile/password"));

        browser.press("[data-sign-out]");
        browser.type("[data-page=sign-in] input[name=user]", "Changer");
        signIn("quite another password");
        browser.see("[data-page=profile]");
        browser.press("[data-sign-out]");
        signIn(PASSWORD);
        browser.see("[data-nav=log]");
        open("log");
        browser.read("[data-page=log] tbody", "POST /api/profile/password");
    }

    @Test
    void theLanguageIsChosenAndKept() {
        speak("zh-CN");
        browser.read("[data-nav=keys]", "密钥");
        open("keys");
        browser.read("h1", "密钥");
        browser.visit(gateway.address());
        browser.read("h1", "登录");
        signIn(PASSWORD);
        browser.see("[data-page=dashboard]");

        speak("en");

        browser.read("[data-nav=keys]", "Keys");
    }

    /** No complaint of the console means that the Content-Security-Policy was kept too. */
    @ParameterizedTest
    @EnumSource(View.class)
    void everyPageIsThereForEverybody(View view) {
        browser.look(view.width, view.dark);
        speak(view.language);
        try {
            List<String> pages = menu(view);
            assertThat(pages).hasSizeGreaterThan(15);
            pages.forEach(page -> assertIsThere(page, view));
        } finally {
            open("nodes");
            speak("en");
        }
    }

    private static void assertIsThere(String page, View view) {
        browser.open(gateway.address().resolve("/?" + view + "#/" + page));
        browser.see("[data-page=" + page + "]");
        settle();

        assertThat(browser.title()).as(page).endsWith("· Sluice");
        assertThat(browser.sidewaysScroll()).as(page + " scrolls sideways").isLessThanOrEqualTo(0);
        assertThat(browser.barriers()).as(page).isEmpty();
        if (view == View.WIDE_LIGHT_ENGLISH && browser.sees("[data-page] [data-add]")) {
            browser.press("[data-page] [data-add]");
            browser.see(dialog("form"));
            assertThat(browser.barriers()).as(page + "'s form").isEmpty();
        }
        assertThat(browser.complaints()).as(page).isEmpty();
    }

    /** The names of all pages; in a narrow window the menu opens at a press. */
    private static List<String> menu(View view) {
        if (view.width < 900) {
            browser.press("button.mantine-Burger-root");
        }
        browser.see("[data-nav=usage]");
        return browser.attributes("[data-nav]", "data-nav").stream().distinct().toList();
    }

    /** A page loaded anew, with nothing left of the one before. */
    private static void open(String page) {
        open(page, page);
    }

    /** Where one is sent who asks for a page. */
    private static void open(String wanted, String shown) {
        browser.open(gateway.address().resolve("/?" + UUID.randomUUID() + "#/" + wanted));
        browser.see("[data-page=" + shown + "]");
    }

    /** JSON that is easier to read in Java. */
    private static JsonNode json(String text) {
        return Gateway.parse(text.replace('\'', '"'));
    }

    private static void settle() {
        await().atMost(Browser.SOON).until(() -> !browser.sees(".mantine-Skeleton-root"));
    }

    private static void speak(String language) {
        browser.press("button[data-language=true]");
        browser.press("[role=menuitem][data-language='" + language + "']");
        await().atMost(Browser.SOON)
                .until(() -> browser.attributes("html", "lang").contains(language));
    }

    private static String dialog(String selector) {
        return "[role=dialog] " + selector;
    }

    private static void fillSetup(String password, String repeated) {
        browser.type("[data-page=setup] input[name=password]", password);
        browser.type("[data-page=setup] input[name=repeat]", repeated);
        browser.press("[data-page=setup] " + SUBMIT);
    }

    private static void signIn(String password) {
        browser.type("[data-page=sign-in] input[name=password]", password);
        browser.press("[data-page=sign-in] " + SUBMIT);
    }

    private static String createKey(String name) {
        open("keys");
        browser.press("[data-add]");
        browser.type("input[name=name]", name);
        browser.press(dialog(SUBMIT));
        String key = browser.value("[data-secret]");
        browser.press("[data-close]");
        browser.read("[data-page=keys] tbody", name);
        return key;
    }

    private static void fillChannel(String name, String model) {
        browser.type(dialog("input[name=name]"), name);
        browser.type("input[name=base_url]", UPSTREAM.baseUrl().toString());
        browser.type("input[name=secret]", "sk-upstream");
        browser.see("[data-field=models]").sendKeys(model, Keys.ENTER);
        browser.press("label:has(input[name=list_upstream])");
    }

    private static void deleteChannel(String name) {
        open("channels");
        browser.pressNamed("button", "Actions: " + name);
        browser.press("[role=menuitem][data-action=Delete]");
        browser.press("[data-confirm]");
        browser.read(".mantine-Notification-root", name);
    }

    private static WebElement row(String page, String name) {
        return browser.see("[data-page=" + page + "] tbody").findElements(By.cssSelector("tr[data-id]")).stream()
                .filter(row -> row.getText().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static String chatBody(String model) {
        ObjectNode body = Gateway.JSON.createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
        return body.toString();
    }

    private static HttpResponse<String> chat(String key, String model) {
        return gateway.call(
                "POST",
                "/v1/chat/completions",
                chatBody(model),
                Map.of("Authorization", "Bearer " + key, "X-Request-Id", "page-" + UUID.randomUUID()));
    }
}
