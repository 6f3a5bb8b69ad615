package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How users come in: by a link that an administrator makes, or by somebody's invitation. */
class SignUpTest {
    private static final String PASSWORD = "a long enough password";

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.users().create(new User("ada", "Ada", "user", true, false));
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private String link(String user) {
        return management
                .post("/api/users/" + user + "/password-link", "{}")
                .expect(201)
                .json()
                .path("token")
                .asText();
    }

    private Reply setUp(String token, String password) {
        return management.call(
                "POST", "/api/setup", "{\"token\":\"" + token + "\",\"password\":\"" + password + "\"}", null);
    }

    private Reply signIn(String user, String password) {
        return management.call(
                "POST", "/api/session", "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}", null);
    }

    private Reply signUp(String code, String name) {
        return management.call(
                "POST",
                "/api/sign-up",
                "{\"invite_code\":\"" + code + "\",\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}",
                null);
    }

    private String ownCode() {
        return management
                .get("/api/invitations")
                .expect(200)
                .json()
                .path("invite_code")
                .asText();
    }

    @Test
    void aLinkSetsAPasswordOnceAndItsUserSignsIn() {
        String link = link("ada");

        assertThat(setUp(link, PASSWORD).expect(200).json().path("user").asText())
                .isEqualTo("ada");

        setUp(link, "another long password").expect(401);
        String token = signIn("Ada", PASSWORD).expect(200).json().path("token").asText();
        JsonNode profile =
                management.call("GET", "/api/profile", null, token).expect(200).json();
        assertThat(profile.path("id").asText()).isEqualTo("ada");
        assertThat(profile.path("role").asText()).isEqualTo("user");
        management.call("GET", "/api/users", null, token).expect(403);
    }

    @Test
    void aLinkEndsWhateverIsSignedInWithTheOldPassword() {
        String old = setUp(link("ada"), PASSWORD).json().path("token").asText();

        setUp(link("ada"), "another long password").expect(200);

        management.call("GET", "/api/profile", null, old).expect(401);
    }

    @Test
    void aNewLinkMakesTheEarlierOneVoidAndNobodyElses() {
        management.store.users().create(new User("bob", "Bob", "user", true, false));
        String earlier = link("ada");
        String bobs = link("bob");

        String later = link("ada");

        setUp(earlier, PASSWORD).expect(401);
        setUp(later, PASSWORD).expect(200);
        setUp(bobs, PASSWORD).expect(200);
    }

    @Test
    void aLinkIsVoidOnceThePasswordWasChanged() {
        String token = setUp(link("ada"), PASSWORD).json().path("token").asText();
        String link = link("ada");

        management
                .call(
                        "POST",
                        "/api/profile/password",
                        "{\"old_password\":\"" + PASSWORD + "\",\"password\":\"another long password\"}",
                        token)
                .expect(204);

        setUp(link, PASSWORD).expect(401);
    }

    @Test
    void aLinkIsVoidOnceItsUserHasAnotherRole() {
        String link = link("ada");
        management.patch("/api/users/ada", "{\"role\":\"admin\"}").expect(200);

        setUp(link, PASSWORD).expect(401);
    }

    @Test
    void aLinkOutlivesAnotherName() {
        String link = link("ada");
        management.patch("/api/users/ada", "{\"name\":\"Ada L.\"}").expect(200);

        setUp(link, PASSWORD).expect(200);
    }

    @Test
    void aLinkThatIsTooOldOrOfSomebodyDisabledSetsNothing() {
        String old = link("ada");
        management.clock.advance(SetupLinks.LIFE_FOR_OTHERS);
        setUp(old, PASSWORD).expect(401);
        String link = link("ada");
        management.patch("/api/users/ada", "{\"enabled\":false}").expect(200);

        setUp(link, PASSWORD).expect(401);

        assertThat(management.store.users().passwordHash("ada")).isEmpty();
    }

    @Test
    void anAdministratorMakesNoLinkForRoot() {
        management.store.users().create(new User("adm", "Adm", "admin", true, false));
        management.store.tokens().put(management.vault.digestToken("adms"), Purpose.MANAGEMENT, "adm", null);

        management.call("POST", "/api/users/admin/password-link", "{}", "adms").expect(403);
        management.call("POST", "/api/users/ada/password-link", "{}", "adms").expect(201);
        management.call("POST", "/api/users/nobody/password-link", "{}", "adms").expect(404);
    }

    @Test
    void theAuditLogNamesWhoSetAPasswordSignedInAndSignedUp() {
        management.patch("/api/invitations", "{\"open_sign_up\":true}").expect(200);
        setUp(link("ada"), PASSWORD).expect(200);
        signIn("Ada", PASSWORD).expect(200);
        String guest =
                signUp(ownCode(), "Guest").expect(201).json().path("user").asText();

        assertThat(whoDid("POST /api/setup")).isNotEmpty().containsOnly("ada ada");
        assertThat(whoDid("POST /api/session")).containsExactly("ada ada");
        assertThat(whoDid("POST /api/sign-up")).isNotEmpty().containsOnly(guest + " " + guest);
    }

    private List<String> whoDid(String action) {
        List<String> who = new ArrayList<>();
        JsonNode log = management.get("/api/audit-log?limit=100").expect(200).json();
        for (JsonNode line : log.path("data")) {
            if (line.path("action").asText().equals(action)) {
                who.add(line.path("user_id").asText() + " "
                        + line.path("subject").asText());
            }
        }
        return who;
    }

    @Test
    void nobodySignsUpUntilItIsOpened() {
        signUp(ownCode(), "Guest").expect(404);

        assertThat(management.store.users().named("Guest")).isEmpty();
    }

    @Test
    void whoIsInvitedSignsUpAndBothAreRewarded() {
        management
                .patch("/api/invitations", "{\"open_sign_up\":true,\"inviter_reward\":\"2\",\"invitee_reward\":\"1\"}")
                .expect(200);

        JsonNode session = signUp(ownCode(), "Guest").expect(201).json();

        String id = session.path("user").asText();
        JsonNode guest = management.get("/api/users/" + id).expect(200).json();
        assertThat(guest.path("role").asText()).isEqualTo("user");
        assertThat(guest.path("balance").asText()).isEqualTo("1");
        assertThat(management.get("/api/invitations").json().path("invited").asInt())
                .isEqualTo(1);
        signIn("Guest", PASSWORD).expect(200);
        management
                .call("GET", "/api/topups", null, session.path("token").asText())
                .expect(200);
    }

    @Test
    void aCodeThatIsNobodysAndANameThatIsTakenAreRefused() {
        management.patch("/api/invitations", "{\"open_sign_up\":true}").expect(200);

        assertThat(signUp("inv_nobodys", "Guest").expect(400).param()).isEqualTo("invite_code");
        signUp(ownCode(), "Ada").expect(409);
    }

    @Test
    void attemptsOfOthersKeepNobodyOut() {
        management.patch("/api/invitations", "{\"open_sign_up\":true}").expect(200);
        for (int i = 0; i < 5; i++) {
            signIn("anyone", PASSWORD).expect(401);
        }
        signIn("anyone", PASSWORD).expect(429);

        signUp(ownCode(), "Guest").expect(201);
    }

    @Test
    void whoGuessesCodesIsStopped() {
        management.patch("/api/invitations", "{\"open_sign_up\":true}").expect(200);
        for (int i = 0; i < 10; i++) {
            signUp("inv_guess" + i, "Guest").expect(400);
        }

        assertThat(signUp(ownCode(), "Guest").expect(429).header("retry-after")).isNotEmpty();
        management.clock.advance(Duration.ofMinutes(15));
        signUp(ownCode(), "Guest").expect(201);
    }
}
