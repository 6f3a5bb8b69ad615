package dev.sluice.launcher;

import static dev.sluice.launcher.Visitor.dialog;
import static dev.sluice.launcher.Visitor.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** What an administrator sets in the web UI, and what users may do there for themselves, in a real browser. */
class WebConfigurationTest {
    private static final FakeProvider UPSTREAM = FakeProvider.start().listing("alpha-1", "beta-2", "gamma-3");

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
    void aLimitIsSetAndSaysWhatHoldsForACall() {
        gateway.manage("POST", "/api/groups", json("{'name':'limited'}"));
        gateway.manage(
                "POST", "/api/keys", json("{'name':'a limited key','group':'limited','requests_per_minute':90}"));
        visitor.open("limits");
        browser.press("[data-add]");
        visitor.choose(dialog("[data-field=scope]"), "Group");
        visitor.choose(dialog("[data-field=subject]"), "limited");
        browser.type(dialog("input[name=requests_per_minute]"), "30");
        visitor.submit("The limit is saved");
        browser.read("[data-page=limits] tbody", "Group: limited");

        visitor.open("limits?tab=inForce", "limits");
        visitor.choose("[data-page=limits] input[role=combobox]", "a limited key");

        browser.read("[data-page=limits] tbody", "a limited key");
        List<String> rows = browser.texts("[data-page=limits] tbody tr");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).contains("Key", "90").doesNotContain("decides");
        assertThat(rows.get(1)).contains("limited", "30", "decides");
    }

    @Test
    void aRoutingRuleIsMadeWithItsChainAndTakenBack() {
        gateway.manage("POST", "/api/channels", json("{'name':'on trial','provider':'demo','models':['routed']}"));
        visitor.open("routing");
        browser.press("[data-add]");
        browser.type(dialog("input[name=subject]"), "routed");
        browser.read("[role=dialog]", "on trial");
        visitor.choose(dialog("[data-field=strategy]"), "Lowest cost");
        browser.read("[role=dialog]", "purchase prices");
        browser.see(dialog("[data-field=fallbacks]")).sendKeys("second", Keys.ENTER, "third", Keys.ENTER, Keys.TAB);
        browser.press(dialog("label:has(input[name=fallback_on_content_filter])"));
        visitor.choose(dialog("[data-field=canary_channel]"), "on trial");
        browser.type(dialog("input[name=canary_percent]"), "7");
        visitor.submit("is saved");

        browser.read("[data-page=routing] tbody", "routed → second → third");
        JsonNode rule = gateway.manage("GET", "/api/routing-rules", MissingNode.getInstance())
                .at("/data/0");
        assertThat(rule.path("strategy").asText()).isEqualTo("lowest_cost");
        assertThat(rule.path("fallback_on_content_filter").asBoolean()).isTrue();
        assertThat(rule.path("canary_percent").asInt()).isEqualTo(7);
        browser.pressNamed("button", "Delete: routed");
        browser.press("[data-confirm]");
        browser.read("[data-page=routing] [data-empty]", "no routing rules");
    }

    @Test
    void aManagementTokenMayDoWhatItWasMadeForUntilItIsDeleted() {
        visitor.open("profile");
        browser.press("[data-make-token]");
        browser.type(dialog("input[name=name]"), "reads groups");
        browser.see(dialog("[data-field=scopes]")).sendKeys("groups:read", Keys.ARROW_DOWN, Keys.ENTER, Keys.ESCAPE);
        browser.press(dialog("[data-days='7']"));
        browser.press(dialog("button[type=submit]"));
        String token = browser.value("[data-secret]");
        browser.press("[data-close]");
        browser.read("[data-page=profile]", "groups:read");

        assertThat(status(token, "/api/groups")).isEqualTo(200);
        assertThat(status(token, "/api/users")).isEqualTo(403);
        browser.pressNamed("button", "Delete: reads groups");
        browser.press("[data-confirm]");
        browser.read(".mantine-Notification-root", "reads groups");
        assertThat(status(token, "/api/groups")).isEqualTo(401);
    }

    @Test
    void whoWasInvitedSignsUpByTheLink() {
        visitor.open("invitations");
        browser.press("[data-add]");
        browser.press(dialog("label:has(input[name=open_sign_up])"));
        visitor.submit("The rewards are changed");
        String link = browser.see("[data-invitation]").getText();
        browser.press("[data-sign-out]");

        browser.visit(URI.create(link));
        browser.type("[data-page=sign-up] input[name=name]", "a guest");
        browser.type("[data-page=sign-up] input[name=password]", Visitor.PASSWORD);
        browser.type("[data-page=sign-up] input[name=repeat]", Visitor.PASSWORD);
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.address()).doesNotContain("invite");
        browser.press("[data-page=sign-up] button[type=submit]");

        browser.see("[data-page=dashboard]");
        browser.read("header", "a guest");
        redeemACode();
        String key = makeAKey();
        assertThat(statusOfCall(key)).isEqualTo(200);
        visitor.open("requests");
        await().atMost(Browser.SOON).until(() -> {
            visitor.open("requests");
            return browser.says("[data-page=requests]", "a guest's program");
        });
    }

    private void redeemACode() {
        String code = gateway.manage("POST", "/api/redemptions", json("{'name':'welcome','amount':'5','count':1}"))
                .at("/secrets/0")
                .asText();
        visitor.open("wallet");
        browser.type("input[name=code]", code);
        browser.press("[data-page=wallet] " + Visitor.SUBMIT);
        browser.read("[data-redeemed]", "$5.00 was added");
    }

    private String makeAKey() {
        UPSTREAM.always(Answer.of("for a guest"));
        if (!gateway.models().contains("guest-model")) {
            gateway.addChannel("for guests", UPSTREAM, "guest-model");
            gateway.manage("POST", "/api/prices", json("{'models':{'guest-model':{'input':1,'output':2}}}"));
        }
        visitor.open("keys");
        browser.press("[data-add]");
        browser.type(dialog("input[name=name]"), "a guest's program");
        browser.type(dialog("input[name=budget]"), "2");
        assertThat(browser.barriers()).isEmpty();
        browser.press(dialog(Visitor.SUBMIT));
        String key = browser.value("[data-secret]");
        browser.read(dialog("[data-programs]"), "curl");
        assertThat(browser.barriers()).isEmpty();
        browser.press("[data-close]");
        browser.read("[data-page=keys] tbody", "$2.00");
        return key;
    }

    private int statusOfCall(String key) {
        return gateway.call(
                        "POST",
                        "/v1/chat/completions",
                        "{\"model\":\"guest-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                        Map.of("Authorization", "Bearer " + key))
                .statusCode();
    }

    @Test
    void aUserChangesAndEndsKeysOfTheirOwnAndOnlyStopsThoseTheyWereGiven() {
        String user = visitor.become("key holder");
        gateway.manage(
                "POST",
                "/api/users/" + user + "/credit",
                json("{'amount':'5','reason':'a bill','external_id':'key-holder'}"));
        gateway.manage("POST", "/api/keys", json("{'name':'a given key','user_id':'" + user + "'}"));
        String old = makeAKey();
        assertThat(statusOfCall(old)).isEqualTo(200);

        browser.pressNamed("button", "Change the secret: a guest's program");
        browser.press("[data-confirm]");
        String fresh = browser.value("[data-secret]");
        browser.press("[data-close]");
        await().atMost(Browser.SOON).until(() -> statusOfCall(old) == 401);
        assertThat(statusOfCall(fresh)).isEqualTo(200);

        assertThat(browser.attributes("[data-page=keys] button[aria-label$='a given key']", "aria-label"))
                .containsExactly("Change the secret: a given key", "Disable: a given key");
        browser.pressNamed("button", "Disable: a given key");
        browser.press("[data-confirm]");
        browser.read(".mantine-Notification-root", "a given key");
        browser.pressNamed("button", "Delete: a guest's program");
        browser.press("[data-confirm]");
        await().atMost(Browser.SOON).until(() -> statusOfCall(fresh) == 401);
        browser.look(390, true);
        visitor.open("keys");
        visitor.settle();
        assertThat(browser.sidewaysScroll()).isLessThanOrEqualTo(0);
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void aChannelTakesWhatItsProviderOffersAndHasAPageOfItsOwn() {
        visitor.open("channels");
        browser.press("[data-add]");
        browser.type(dialog("input[name=name]"), "with models");
        browser.type(dialog("input[name=base_url]"), UPSTREAM.baseUrl().toString());
        browser.type(dialog("input[name=secret]"), "sk-upstream");
        browser.press(dialog("label:has(input[name=private_addresses])"));
        browser.see(dialog("[data-field=models]")).sendKeys("gamma-3", Keys.ENTER);
        browser.press(dialog("label:has(input[name=list_upstream])"));
        browser.press(dialog("button[type=submit]"));
        browser.see("[data-page=channel]");

        browser.pressNamed("[role=tab]", "Models");
        browser.press("[data-fetch-models]");
        browser.press("input[name=model][value=beta-2]");
        browser.press("input[name=model][value=gamma-3]");
        browser.press("[data-take]");
        browser.read("[data-page=channel] tbody", "beta-2");
        browser.pressNamed("[role=tab]", "Settings");
        browser.type("input[name=timeout-total]", "90s");
        browser.press("[data-page=channel] button[type=submit]");
        browser.read(".mantine-Notification-root", "with models");
        visitor.open("channels");
        browser.pressNamed("[data-page=channels] a", "with models");
        browser.read("[data-page=channel]", "90s");
        assertThat(browser.barriers()).isEmpty();
        await().atMost(Browser.SOON).until(() -> gateway.models().contains("beta-2"));
        assertThat(gateway.models()).doesNotContain("alpha-1", "gamma-3");
    }

    @Test
    void aChannelIsDeletedFromItsMenu() {
        gateway.manage("POST", "/api/channels", json("{'name':'soon gone','provider':'demo','models':['gone']}"));
        visitor.open("channels");

        visitor.act("Delete", "soon gone");
        browser.press("[data-confirm]");

        browser.read(".mantine-Notification-root", "soon gone");
        visitor.settle();
        assertThat(browser.texts("[data-page=channels] tbody tr")).noneMatch(row -> row.contains("soon gone"));
    }

    @Test
    void aModelWithoutAPriceIsFlaggedUntilItHasOne() {
        gateway.addChannel("unpriced", UPSTREAM, "nobody-knows-its-price");
        visitor.open("models");
        browser.type("input[name=model]", "nobody-knows");
        browser.read("[data-page=models] tbody", "no price");
        browser.see("[data-unpriced]");

        browser.pressNamed("button", "Set a price: nobody-knows-its-price");
        browser.type(dialog("input[name=input]"), "1.25");
        browser.type(dialog("input[name=output]"), "2.50");
        visitor.submit("is in force");

        browser.read("[data-page=models] tbody", "$2.50");
    }

    @Test
    void aUserSeesPricesAndNoChannels() {
        gateway.addChannel("hidden from users", UPSTREAM, "gpt-4o-mini");
        visitor.become("price reader");

        visitor.open("models");

        browser.read("[data-page=models] tbody", "gpt-4o-mini");
        assertThat(browser.see("[data-page=models]").getText()).contains("$").doesNotContain("hidden from users");
        assertThat(browser.barriers()).isEmpty();
    }

    private int status(String token, String path) {
        return gateway.callAs(token, path).statusCode();
    }
}
