package dev.sluice.launcher;

import static dev.sluice.launcher.Visitor.dialog;
import static dev.sluice.launcher.Visitor.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The pages of single channels in the web UI, and many channels at once, in a real browser. */
class WebChannelsTest {
    private static final FakeProvider UPSTREAM = FakeProvider.start();

    @RegisterExtension
    static final Visit VISIT = new Visit();

    private final Visitor visitor = VISIT.visitor();
    private final Browser browser = visitor.browser;
    private final Gateway gateway = visitor.gateway;

    @AfterAll
    static void stop() {
        UPSTREAM.close();
    }

    @Test
    void aChannelIsTestedAndItsAnswerIsShown() {
        UPSTREAM.always(Answer.of("it works from here"));
        String id = gateway.addChannel("tested", UPSTREAM, "test-model");
        visitor.open("channels/" + id + "?tab=test", "channel");

        browser.press("[data-test]");

        browser.read("[data-said]", "it works from here");
        browser.read("[data-page=channel] tbody", "200");
    }

    @Test
    void aChannelGetsFurtherKeysOfWhichOneIsPutAside() {
        String id = gateway.addChannel("with keys", UPSTREAM, "keys-model");
        visitor.open("channels/" + id + "?tab=keys", "channel");
        browser.press("[data-add-keys]");
        browser.type(dialog("input[name=name]"), "second account");
        browser.type(dialog("input[name=secret]"), "sk-second");
        visitor.submit("The keys are added");

        browser.pressNamed("button", "Disable: second account");
        browser.read(".mantine-Notification-root", "second account");
        visitor.choose("[data-field=key-choice]", "The first that works");
        browser.read(".mantine-Notification-root", "with keys");

        JsonNode keys = gateway.manage("GET", "/api/channels/" + id + "/keys", MissingNode.getInstance());
        assertThat(keys.at("/data/1/name").asText()).isEqualTo("second account");
        assertThat(keys.at("/data/1/enabled").asBoolean()).isFalse();
        assertThat(keys.toString()).doesNotContain("sk-second");
        assertThat(gateway.manage("GET", "/api/channels/" + id, MissingNode.getInstance())
                        .path("key_choice")
                        .asText())
                .isEqualTo("fill_first");
    }

    @Test
    void rulesForRequestsAreSetAndReachTheProvider() {
        UPSTREAM.always(Answer.of("shaped"));
        String id = gateway.addChannel("shaping", UPSTREAM, "shaped-model");
        visitor.open("channels/" + id + "?tab=settings", "channel");
        browser.press("[data-add-rule=headers]");
        browser.type("input[name=header-name]", "X-Team");
        browser.type("input[name=header-value]", "research");
        browser.press("[data-add-rule=body]");
        browser.type("input[name=body-path]", "temperature");
        browser.type("input[name=body-value]", "0.25");
        browser.press("[data-page=channel] button[type=submit]");
        browser.read(".mantine-Notification-root", "shaping");

        UPSTREAM.forgetRequests();
        await().atMost(Browser.SOON).until(() -> {
            gateway.chat("shaped", chat("shaped-model"));
            return UPSTREAM.awaitRequest(Browser.SOON).header("X-Team").isPresent();
        });
        assertThat(UPSTREAM.requests().getLast().json().path("temperature").asText())
                .isEqualTo("0.25");
    }

    @Test
    void channelsWithATagAreChangedTogether() {
        for (String name : List.of("one of two", "two of two")) {
            gateway.manage(
                    "POST",
                    "/api/channels",
                    json("{'name':'" + name + "','provider':'demo','models':['bulk'],'tags':['pair']}"));
        }
        visitor.open("channels");
        browser.press("[data-field=tag]");
        browser.pressNamed("[role=option]", "pair");
        browser.see("[data-field=tag]").sendKeys(Keys.TAB);
        browser.press("[data-choose-shown]");
        browser.press("[data-bulk-edit]");
        browser.type(dialog("input[name=priority]"), "42");
        visitor.submit("2 channels have changed");

        assertThat(gateway.manage("GET", "/api/channels?tag=pair", MissingNode.getInstance())
                        .findValuesAsText("priority"))
                .containsExactly("42", "42");
    }

    /** No complaint of the console means that the Content-Security-Policy was kept too. */
    @Test
    void theTabsOfAChannelFitIntoANarrowDarkWindow() {
        String id = gateway.addChannel("narrow", UPSTREAM, "narrow-model");
        browser.look(390, true);
        for (String tab : List.of("overview", "models", "keys", "test", "timeline", "settings")) {
            visitor.open("channels/" + id + "?tab=" + tab, "channel");
            visitor.settle();

            assertThat(browser.sidewaysScroll()).as(tab + " scrolls sideways").isLessThanOrEqualTo(0);
            assertThat(browser.barriers()).as(tab).isEmpty();
        }
    }

    private static String chat(String model) {
        return json("{'model':'" + model + "','messages':[{'role':'user','content':'Hello'}]}")
                .toString();
    }
}
