package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.http.RouteTable.Match;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.admin.signin.Site;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Budget;
import dev.sluice.store.Finding;
import dev.sluice.store.Secret;
import dev.sluice.store.Users;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditLogResourceTest {
    private static final String PASSWORD = "a long enough password";
    /** They say what is, or would be, and change nothing. */
    private static final Set<String> WRITES_NOTHING = Set.of(
            "POST /api/channels/{id}/test",
            "POST /api/prices/dry-run",
            "POST /api/profile/passkeys/options",
            "POST /api/session/passkey/options");

    /** What is done, with what is taken from the answer: {@code name=/pointer}. Each writing route has its line. */
    private static final List<String> DEEDS = List.of(
            "POST /api/users | {'name':'Vera'} | user=/id",
            "PATCH /api/users/{user} | {'name':'Veronica'} |",
            "POST /api/users/{user}/credit | {'amount':10,'reason':'r','external_id':'credit-1'} |",
            "POST /api/users/{user}/adjustments | {'kind':'gift','amount':1,'reason':'r','external_id':'gift-1'} |",
            "POST /api/keys | {'name':'k','user_id':'{user}'} | key=/id secret=/key",
            "PATCH /api/keys/{key} | {'requests_per_minute':5} |",
            "POST /api/keys/{key}/disable | {} |",
            "POST /api/keys/{key}/rotate | {} | secret=/key",
            "DELETE /api/keys/{key} | |",
            "POST /api/playground/key | | secret=/key",
            "POST /api/channels | {'name':'c','provider':'openai','secret':'sk-CANARY-channel','models':['m']} |"
                    + " channel=/id",
            "PATCH /api/channels/{channel} | {'secret':'sk-CANARY-second','weight':3} |",
            "POST /api/channels/bulk | {'ids':['{channel}'],'set':{'weight':4}} |",
            "POST /api/channels/{channel}/keys | {'name':'k2','secret':'sk-CANARY-further'} | further=/id",
            "PATCH /api/channels/{channel}/keys/{further} | {'enabled':false} |",
            "DELETE /api/channels/{channel}/keys/{further} | |",
            "POST /api/provider-reports | {'channel_id':'{channel}','day':'2026-01-31','amount':'1'} |",
            "DELETE /api/channels/{channel} | |",
            "POST /api/groups | {'name':'team'} |",
            "PATCH /api/groups/team | {'description':'those'} |",
            "DELETE /api/groups/team | |",
            "POST /api/budgets |"
                    + " {'name':'b','scope':'user','subject':'{user}','period':'day','unit':'requests','limit':9} |"
                    + " budget=/id",
            "PATCH /api/budgets/{budget} | {'limit':8} |",
            "DELETE /api/budgets/{budget} | |",
            "POST /api/limits | {'scope':'user','subject':'{user}','concurrency':2} | limit=/id",
            "PATCH /api/limits/{limit} | {'concurrency':3} |",
            "DELETE /api/limits/{limit} | |",
            "POST /api/routing-rules | {'scope':'model','subject':'m','strategy':'round_robin'} | rule=/id",
            "PATCH /api/routing-rules/{rule} | {'strategy':'fill_first'} |",
            "DELETE /api/routing-rules/{rule} | |",
            "POST /api/redemptions | {'name':'spring','amount':'2.5','count':2} | batch=/id secret=/secrets/0",
            "POST /api/redeem | {'code':'{secret}'} |",
            "PATCH /api/redemptions/{batch} | {'enabled':false} |",
            "POST /api/topups | {'user_id':'{user}','amount':'20','price':1800,'currency':'EUR'} | order=/id",
            "POST /api/topups/{order}/paid | {'reason':'seen'} |",
            "POST /api/topups | {'user_id':'{user}','amount':'20','price':1800,'currency':'EUR'} | order=/id",
            "POST /api/topups/{order}/cancel | {} |",
            "PATCH /api/invitations | {'inviter_reward':'1'} |",
            "POST /api/prices | {'models':{'m':{'input':1,'output':2}}} |",
            "POST /api/prices/import?format=litellm&apply=true |"
                    + " {'n':{'litellm_provider':'openai','input_cost_per_token':1e-06}} |",
            "POST /api/announcements | {'title':'t','text':'soon'} | announcement=/id",
            "PATCH /api/announcements/{announcement} | {'level':'warning'} |",
            "DELETE /api/announcements/{announcement} | |",
            "POST /api/notices/1/told | {} |",
            "POST /api/revisions/{generation}/restore | {} |",
            "POST /api/setup | {'token':'{setup}','password':'" + PASSWORD + "'} | secret=/token",
            "POST /api/session | {'user':'admin','password':'" + PASSWORD + "'} | secret=/token",
            "POST /api/session | {'user':'admin','password':'" + PASSWORD + "'} | secret=/token",
            "DELETE /api/sessions/{old} | |",
            "DELETE /api/sessions | |",
            "POST /api/session | {'user':'admin','password':'" + PASSWORD + "'} | secret=/token session=/token",
            "DELETE /api/session | |",
            "POST /api/tokens | {'name':'a program'} | secret=/token token=/id",
            "DELETE /api/tokens/{token} | |",
            "POST /api/profile/totp | {'password':'" + PASSWORD + "'} | app=/secret secret=/secret",
            "POST /api/profile/totp/confirm | {'code':'{app_code}'} | secret=/recovery_codes/0",
            "DELETE /api/profile/totp | {'password':'" + PASSWORD + "'} |",
            "POST /api/profile/passkeys | {'name':'phone','credential':{made}} | passkey=/id",
            "POST /api/session/passkey | {'credential':{signed}} | secret=/token",
            "DELETE /api/profile/passkeys/{passkey} | |",
            "DELETE /api/users/{user}/second-factors | |",
            "DELETE /api/users/admin/sessions | |",
            "POST /api/tokens | {'name':'a program'} | secret=/token",
            "DELETE /api/users/admin/tokens | |",
            "POST /api/profile/password | {'old_password':'" + PASSWORD + "','password':'another " + PASSWORD + "'} |",
            "POST /api/users/{user}/password-link | | secret=/token",
            "PATCH /api/invitations | {'open_sign_up':true} |",
            "POST /api/sign-up | {'invite_code':'{invitation}','name':'Guest','password':'" + PASSWORD
                    + "'} | secret=/token");

    private final Authenticator device = new Authenticator("https://gateway.example.com");
    private Management management;
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> secrets = new TreeSet<>(Set.of("CANARY", PASSWORD));

    @BeforeAll
    void start(@TempDir Path folder) {
        Site site = new Site("gateway.example.com", Set.of("https://gateway.example.com"));
        management = new Management(folder, AdminSettings.defaults("1").at(site));
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void everyRouteThatWritesLeavesALineAndNoSecretInIt() {
        known.put("generation", String.valueOf(management.store.generation()));
        known.put("setup", SetupLinks.fresh(management.store, management.vault));
        secrets.add(known.get("setup"));
        known.put(
                "invitation",
                management.get("/api/invitations").json().path("invite_code").asText());
        causeANotice();
        Set<String> done = new TreeSet<>();
        List<String> unlogged = new ArrayList<>();

        for (String deed : DEEDS) {
            String route = perform(deed);
            done.add(route);
            if (!newest().path("action").asText().equals(route)) {
                unlogged.add(route);
            }
        }

        Set<String> writing = management.routes().routes().stream()
                .filter(Route::writes)
                .map(Route::name)
                .filter(name -> !WRITES_NOTHING.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        System.out.println("A12 " + unlogged.size() + " unlogged_of_" + writing.size() + "_writing_routes "
                + (unlogged.isEmpty() && done.equals(writing) ? "pass" : "fail"));
        assertThat(done).isEqualTo(writing);
        assertThat(unlogged).isEmpty();
        String log = management.get("/api/audit-log?limit=200").expect(200).text();
        secrets.forEach(secret -> assertThat(log).doesNotContain(secret));
        assertThat(management.store.ledger().audit())
                .filteredOn(finding -> finding.invariant().equals("I13"))
                .allMatch(Finding::holds);
    }

    /** Does it, and answers by which route. */
    private String perform(String deed) {
        if (deed.contains("{old}")) {
            known.put(
                    "old",
                    management.get("/api/sessions").json().at("/data/0/id").asText());
        }
        prepare(deed);
        String[] parts = deed.split("\\|", -1);
        String[] request = filled(parts[0].strip()).split(" ", 2);
        String body = filled(parts[1].strip().replace('\'', '"'));
        boolean signsOut = request[0].equals("DELETE") && request[1].equals("/api/session");
        String token = signsOut ? known.get("session") : Management.TOKEN;
        Reply reply = management.call(request[0], request[1], body.isEmpty() ? null : body, token);
        assertThat(reply.status()).as(deed + reply.text()).isBetween(200, 299);
        for (String taken : parts[2].strip().split(" ", -1)) {
            if (!taken.isEmpty()) {
                String[] pair = taken.split("=", 2);
                known.put(pair[0], reply.json().at(pair[1]).asText());
                if (pair[0].equals("secret")) {
                    secrets.add(known.get("secret"));
                }
            }
        }
        String path = request[1].split("\\?", 2)[0];
        return management.routes().find(HttpMethod.valueOf(request[0]), path) instanceof Match.Found found
                ? found.route().name()
                : "no route " + deed;
    }

    /** What a device makes of what it is given. */
    private void prepare(String deed) {
        if (deed.contains("second-factors")) {
            management.store.secondFactors().propose(known.getOrDefault("user", ""), new Secret("JBSWY3DPEHPK3PXP"));
        } else if (deed.contains("{app_code}")) {
            known.put("app_code", TotpResourceTest.code(known.getOrDefault("app", ""), management.clock.instant()));
        } else if (deed.contains("{made}")) {
            known.put(
                    "made",
                    device.make(options("/api/profile/passkeys/options", "{\"password\":\"" + PASSWORD + "\"}"))
                            .toString());
        } else if (deed.contains("{signed}")) {
            known.put(
                    "signed",
                    device.sign(options("/api/session/passkey/options", "{}")).toString());
        }
    }

    private JsonNode options(String path, String body) {
        return management.post(path, body).expect(200).json();
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> one : known.entrySet()) {
            filled = filled.replace("{" + one.getKey() + "}", one.getValue());
        }
        return filled;
    }

    /** A call that passes the soft limit of a budget. */
    private void causeANotice() {
        management
                .post(
                        "/api/budgets",
                        "{\"name\":\"n\",\"scope\":\"user\",\"subject\":\"admin\",\"period\":\"total\","
                                + "\"unit\":\"requests\",\"limit\":10,\"soft_percent\":10}")
                .expect(201);
        Budget budget = management.store.accounts().budgets().inForce().getFirst();
        Account period = budget.accountAt(management.clock.instant());
        management.store.accounts().budgets().open(period);
        List<Bill.Charge> charges =
                List.of(new Bill.Charge(Account.ofUser(Users.ADMIN), 0, 0), new Bill.Charge(period, 5, 0));
        Rows.settle(management.store, List.of(Rows.of("c1", Users.ADMIN, "k", "gpt-5", NanoDollars.ZERO)), charges);
    }

    @Test
    void aLineSaysWhoWhatAndHowItWasBefore() {
        String id = management
                .post("/api/users", "{\"name\":\"Zoë\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        Reply changed =
                management.patch("/api/users/" + id, "{\"name\":\"Zora\"}").expect(200);

        JsonNode line = newest();

        assertThat(line.path("user_id").asText()).isEqualTo("admin");
        assertThat(line.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(line.path("request_id").asText()).isEqualTo(changed.header("x-request-id"));
        assertThat(line.path("action").asText()).isEqualTo("PATCH /api/users/{id}");
        assertThat(line.path("subject").asText()).isEqualTo(id);
        assertThat(line.at("/given/name").asText()).isEqualTo("Zora");
        assertThat(line.at("/changes/0/before/name").asText()).isEqualTo("Zoë");
        assertThat(line.at("/changes/0/after/name").asText()).isEqualTo("Zora");
        assertThat(line.path("digest").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void whatIsRefusedReadOrTriedLeavesNoLine() {
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
        management.post("/api/groups", "{\"name\":\"tried\"}").expect(201);
        long before = newest().path("number").asLong();

        management.post("/api/groups", "{\"name\":\"tried\"}").expect(409);
        management.delete("/api/groups/none").expect(404);
        management.patch("/api/users/nobody", "{\"name\":\"x\"}").expect(404);
        management.post("/api/prices/dry-run", "{}").expect(400);
        management.post("/api/revisions/1/restore?dry_run=true", "{}").expect(200);
        management.get("/api/invitations").expect(200);

        assertThat(newest().path("number").asLong()).isEqualTo(before);
    }

    @Test
    void endingNoSessionLeavesNoLineAndNobodyFillsTheLogWithBodies() {
        management.delete("/api/sessions").expect(200);
        long before = newest().path("number").asLong();
        String padded = "{\"x\":\"" + "y".repeat(1000) + "\"}";

        management.delete("/api/sessions").expect(200);
        for (String path : List.of("/api/sessions", "/api/sessions/some-id", "/api/keys/some-id", "/api/groups/none")) {
            management.call("DELETE", path, padded, Management.TOKEN).expect(400);
        }

        assertThat(newest().path("number").asLong()).isEqualTo(before);
    }

    @Test
    void theLogIsFilteredAndComesInParts() {
        management.post("/api/groups", "{\"name\":\"filtered\"}").expect(201);
        management.patch("/api/groups/filtered", "{\"enabled\":false}").expect(200);
        management.patch("/api/groups/filtered", "{\"enabled\":true}").expect(200);
        String query = "/api/audit-log?user_id=admin&subject=filtered&action=PATCH%20/api/groups/%7Bid%7D";

        JsonNode all = management.get(query).expect(200).json();
        JsonNode first = management.get(query + "&limit=1").expect(200).json();
        JsonNode second = management
                .get(query + "&limit=1&after=" + first.path("next").asText())
                .expect(200)
                .json();

        assertThat(all.path("data")).hasSize(2);
        assertThat(all.path("next").isNull()).isTrue();
        assertThat(first.at("/data/0")).isEqualTo(all.at("/data/0"));
        assertThat(second.at("/data/0")).isEqualTo(all.at("/data/1"));
        assertThat(management.get(query + "&to=2001-01-01T00:00:00Z").json().path("data"))
                .isEmpty();
        assertThat(management.get("/api/audit-log?user_id=nobody").json().path("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "from, from=yesterday",
        "to, to=1",
        "user_id, user_id=",
        "limit, limit=0",
        "after, after=x",
        "actor, actor=admin"
    })
    void aParameterThatIsWrongIsNamed(String name, String query) {
        assertThat(management.get("/api/audit-log?" + query).expect(400).param())
                .isEqualTo(name);
    }

    private JsonNode newest() {
        return management.get("/api/audit-log?limit=1").expect(200).json().at("/data/0");
    }
}
