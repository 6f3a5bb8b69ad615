package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes, top-ups, invitations, adjustments and statements, for administrators and for users. */
class CreditResourcesTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        user("ada");
        user("bea");
    }

    @AfterEach
    void stop() {
        management.close();
    }

    /** A user whose management token is her id. */
    private void user(String id) {
        management.store.users().create(new User(id, id, "user", true, false));
        management.store.tokens().put(management.vault.digestToken(id), Purpose.MANAGEMENT, id, null);
    }

    private Reply as(String user, String method, String path, String body) {
        return management.call(method, path, body, user);
    }

    private Reply read(String user, String path) {
        return management.call("GET", path, null, user);
    }

    private JsonNode batch(String more) {
        return management
                .post("/api/redemptions", "{\"name\":\"spring\",\"amount\":\"2.5\",\"count\":2" + more + "}")
                .expect(201)
                .json();
    }

    private Reply redeem(String user, String code) {
        return as(user, "POST", "/api/redeem", "{\"code\":\"" + code + "\"}");
    }

    private String balance(String user) {
        return management
                .get("/api/users/" + user)
                .expect(200)
                .json()
                .path("balance")
                .asText();
    }

    @Test
    void aCodeIsShownOnceAndCreditsWhoeverRedeemsItFirst() {
        JsonNode made = batch("");
        String code = made.at("/secrets/0").asText();
        assertThat(code).matches("code-[A-Za-z0-9]{22}");
        String at = "/api/redemptions/" + made.path("id").asText();

        assertThat(redeem("ada", code).expect(200).json().path("booked").asBoolean())
                .isTrue();
        assertThat(redeem("ada", code).expect(200).json().path("booked").asBoolean())
                .isFalse();
        Reply used = redeem("bea", code).expect(400);
        Reply unknown = redeem("bea", "code-0000000000000000000000").expect(400);

        assertThat(used.json().at("/error/message")).isEqualTo(unknown.json().at("/error/message"));
        assertThat(balance("ada")).isEqualTo("2.5");
        assertThat(balance("bea")).isEqualTo("0");
        assertThat(management.get(at).expect(200).json().has("secrets")).isFalse();
        assertThat(management.get(at).json().path("redeemed").asInt()).isEqualTo(1);
        assertThat(management
                        .get(at + "/codes")
                        .expect(200)
                        .json()
                        .at("/data/0/redeemed_by")
                        .asText())
                .isEqualTo("ada");
        assertThat(management.get("/api/redemptions").expect(200).json().path("data"))
                .hasSize(1);
        management.patch(at, "{\"enabled\":false}").expect(200);
        redeem("bea", made.at("/secrets/1").asText()).expect(400);
        management.get("/api/redemptions/none").expect(404);
    }

    @Test
    void aCodeThatExpiredSaysSo() {
        String expires = management.clock.instant().plusSeconds(60).toString();
        String code =
                batch(",\"expires_at\":\"" + expires + "\"").at("/secrets/0").asText();
        management.clock.advance(Duration.ofMinutes(2));

        assertThat(redeem("ada", code).expect(400).json().at("/error/message").asText())
                .contains("expired");
    }

    @Test
    void whoGuessesIsStoppedAndOthersAreNot() {
        String code = batch("").at("/secrets/0").asText();
        for (int i = 0; i < 10; i++) {
            redeem("ada", "code-" + i).expect(400);
        }

        Reply stopped = redeem("ada", code).expect(429);

        assertThat(stopped.header("retry-after")).isNotEmpty();
        redeem("bea", code).expect(200);
    }

    @Test
    void anOrderIsPaidByHandOnceAndSeenByItsUser() {
        JsonNode order = management
                .post("/api/topups", "{\"user_id\":\"ada\",\"amount\":\"20\",\"price\":1800,\"currency\":\"EUR\"}")
                .expect(201)
                .json();
        String at = "/api/topups/" + order.path("id").asText();

        Reply first = management
                .post(at + "/paid", "{\"reason\":\"bank statement 7\"}")
                .expect(200);
        Reply second = management
                .post(at + "/paid", "{\"reason\":\"bank statement 7\"}")
                .expect(200);

        assertThat(first.json().path("booked").asBoolean()).isTrue();
        assertThat(second.json().path("booked").asBoolean()).isFalse();
        assertThat(second.json().at("/order/status").asText()).isEqualTo("paid");
        assertThat(balance("ada")).isEqualTo("20");
        read("ada", at).expect(200);
        read("bea", at).expect(404);
        assertThat(read("bea", "/api/topups?user_id=ada").expect(200).json().path("data"))
                .isEmpty();
        assertThat(read("ada", "/api/topups").expect(200).json().path("data")).hasSize(1);
        as("ada", "POST", at + "/paid", "{\"reason\":\"mine\"}").expect(403);
        management.post(at + "/cancel", "{}").expect(409);
        management.post(at + "/paid", "{}").expect(400);
    }

    @Test
    void aCancelledOrderIsNotPaid() {
        String at = "/api/topups/"
                + management
                        .post(
                                "/api/topups",
                                "{\"user_id\":\"ada\",\"amount\":\"20\",\"price\":1800,\"currency\":\"EUR\"}")
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();

        assertThat(management
                        .post(at + "/cancel", "{}")
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");

        management.post(at + "/paid", "{\"reason\":\"late\"}").expect(409);
        assertThat(balance("ada")).isEqualTo("0");
    }

    @Test
    void whoBringsAUserAndTheUserAreRewarded() {
        management
                .patch("/api/invitations", "{\"inviter_reward\":\"1\",\"invitee_reward\":\"0.5\"}")
                .expect(200);
        String code = read("ada", "/api/invitations")
                .expect(200)
                .json()
                .path("invite_code")
                .asText();
        as("ada", "PATCH", "/api/invitations", "{\"inviter_reward\":\"100\"}").expect(403);

        JsonNode made = management
                .post("/api/users", "{\"name\":\"Cem\",\"invite_code\":\"" + code + "\"}")
                .expect(201)
                .json();

        assertThat(made.path("balance").asText()).isEqualTo("0.5");
        assertThat(balance("ada")).isEqualTo("1");
        JsonNode after = read("ada", "/api/invitations").expect(200).json();
        assertThat(after.path("invite_code").asText()).isEqualTo(code);
        assertThat(after.path("invited").asInt()).isEqualTo(1);
        assertThat(management
                        .post("/api/users", "{\"name\":\"Dan\",\"invite_code\":\"inv_none\"}")
                        .expect(400)
                        .param())
                .isEqualTo("invite_code");
    }

    private Reply adjust(String kind, String amount, String id) {
        return management.post(
                "/api/users/ada/adjustments",
                "{\"kind\":\"" + kind + "\",\"amount\":\"" + amount + "\",\"reason\":\"=because, \\\"so\\\"\","
                        + "\"external_id\":\"" + id + "\"}");
    }

    @Test
    void giftsAndCorrectionsAreBookedOnceAndNeverBelowNothing() {
        assertThat(adjust("gift", "3", "g1").expect(200).json().path("balance").asText())
                .isEqualTo("3");
        assertThat(adjust("gift", "3", "g1").expect(200).json().path("booked").asBoolean())
                .isFalse();
        assertThat(adjust("correction", "-1", "g1")
                        .expect(200)
                        .json()
                        .path("balance")
                        .asText())
                .isEqualTo("2");
        adjust("correction", "-3", "g2").expect(409);
        assertThat(adjust("gift", "-1", "g3").expect(400).param()).isEqualTo("amount");
        assertThat(adjust("correction", "0", "g4").expect(400).param()).isEqualTo("amount");
        assertThat(adjust("present", "1", "g5").expect(400).param()).isEqualTo("kind");
        management
                .post(
                        "/api/users/nobody/adjustments",
                        "{\"kind\":\"gift\",\"amount\":1,\"reason\":\"r\",\"external_id\":\"e\"}")
                .expect(404);
        assertThat(management
                        .post("/api/users/ada/adjustments", "{\"kind\":\"gift\",\"amount\":1,\"external_id\":\"e\"}")
                        .expect(400)
                        .param())
                .isEqualTo("reason");
    }

    @Test
    void aStatementIsThereAsJsonAndAsCsvForItsUserOnly() {
        adjust("gift", "3", "g1").expect(200);
        String span = "?from=2020-01-01T00:00:00Z&to=2020-12-31T00:00:00Z";
        String now = "?from=" + Instant.now().minusSeconds(60) + "&to="
                + Instant.now().plusSeconds(60);

        JsonNode json =
                read("ada", "/api/users/ada/statement" + now).expect(200).json();
        Reply csv =
                management.get("/api/users/ada/statement" + now + "&format=csv").expect(200);

        assertThat(json.path("opening").asText()).isEqualTo("0");
        assertThat(json.path("closing").asText()).isEqualTo("3");
        assertThat(json.path("proven").asBoolean()).isTrue();
        assertThat(json.path("lines")).hasSize(1);
        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(csv.text().lines().count()).isEqualTo(4);
        assertThat(csv.text()).contains(",gift,,0,3,\"'=because, \"\"so\"\"\",gift:g1,3\r\n", ",proven,,3\r\n");
        assertThat(read("ada", "/api/users/ada/statement" + span)
                        .expect(200)
                        .json()
                        .path("lines"))
                .isEmpty();
        read("bea", "/api/users/ada/statement").expect(404);
        management.get("/api/users/nobody/statement").expect(404);
    }

    @Test
    void theStatementOfAKeyIsForItsUserOnly() {
        String key = management
                .post("/api/keys", "{\"name\":\"k\",\"user_id\":\"ada\",\"budget\":\"5\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        String path = "/api/keys/" + key + "/statement";

        JsonNode json = read("ada", path).expect(200).json();

        assertThat(json.path("key_id").asText()).isEqualTo(key);
        assertThat(json.path("proven").asBoolean()).isTrue();
        read("bea", path).expect(404);
        management.get(path).expect(200);
        management.get("/api/keys/none/statement").expect(404);
    }

    @Test
    void aSpanThatMakesNoSenseIsNamed() {
        String path = "/api/users/ada/statement";
        assertThat(management.get(path + "?from=yesterday").expect(400).param()).isEqualTo("from");
        assertThat(management.get(path + "?to=2030-01-01").expect(400).param()).isEqualTo("to");
        assertThat(management
                        .get(path + "?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z")
                        .expect(400)
                        .param())
                .isEqualTo("from");
        assertThat(management
                        .get(path + "?from=2000-01-01T00:00:00Z")
                        .expect(400)
                        .param())
                .isEqualTo("from");
        assertThat(management.get(path + "?format=pdf").expect(400).param()).isEqualTo("format");
        assertThat(management.get(path + "?until=now").expect(400).param()).isEqualTo("until");
    }
}
