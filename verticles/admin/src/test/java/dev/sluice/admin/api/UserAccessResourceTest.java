package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserAccessResourceTest {
    private static final String PASSWORD = "a long enough password";

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        for (String role : List.of("user", "admin", "auditor")) {
            management.store.users().create(new User("a-" + role, "an " + role, role, true, false));
            management.store.tokens().put(management.vault.digestToken(role), Purpose.MANAGEMENT, "a-" + role, null);
            Passwords.set(management.store, "a-" + role, PASSWORD);
        }
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private String signIn(String user) {
        return management
                .call("POST", "/api/session", "{\"user\":\"" + user + "\",\"password\":\"" + PASSWORD + "\"}", null)
                .expect(200)
                .json()
                .path("token")
                .asText();
    }

    private String token(String user) {
        return management
                .call("POST", "/api/tokens", "{\"name\":\"t\"}", user)
                .expect(201)
                .json()
                .path("token")
                .asText();
    }

    private JsonNode list(String path) {
        return management.call("GET", path, null, "auditor").expect(200).json().path("data");
    }

    @Test
    void sessionsOfAnotherAreListedAndEndedOneByOneOrAll() {
        String first = signIn("a-user");
        String second = signIn("a-user");
        JsonNode sessions = list("/api/users/a-user/sessions");
        assertThat(sessions).hasSize(2);
        String newest = sessions.at("/0/id").asText();

        management
                .call("DELETE", "/api/users/a-user/sessions?session=" + newest, null, "admin")
                .expect(200);
        assertThat(list("/api/users/a-user/sessions")).hasSize(1);
        management
                .call("DELETE", "/api/users/a-user/sessions?session=" + newest, null, "admin")
                .expect(404);
        assertThat(management
                        .call("DELETE", "/api/users/a-user/sessions", null, "admin")
                        .expect(200)
                        .json()
                        .path("ended")
                        .asInt())
                .isEqualTo(1);

        management.call("GET", "/api/profile", null, first).expect(401);
        management.call("GET", "/api/profile", null, second).expect(401);
    }

    @Test
    void tokensOfAnotherAreListedAndRevokedOneByOneOrAll() {
        List<String> tokens = List.of(token("user"), token("user"), token("user"));
        JsonNode listed = list("/api/users/a-user/tokens");
        assertThat(listed).hasSize(3);
        assertThat(listed.toString()).doesNotContain(tokens.getFirst());

        management
                .call(
                        "DELETE",
                        "/api/users/a-user/tokens?token=" + listed.at("/0/id").asText(),
                        null,
                        "admin")
                .expect(200);
        assertThat(list("/api/users/a-user/tokens")).hasSize(2);
        assertThat(management
                        .call("DELETE", "/api/users/a-user/tokens", null, "admin")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(2);

        tokens.forEach(
                token -> management.call("GET", "/api/profile", null, token).expect(401));
    }

    @Test
    void nobodyTakesAnythingAwayFromWhoIsAboveThem() {
        for (String what : List.of("sessions", "tokens", "second-factors")) {
            management.call("DELETE", "/api/users/admin/" + what, null, "admin").expect(403);
            management
                    .call("DELETE", "/api/users/a-user/" + what, null, "auditor")
                    .expect(403);
            management.call("GET", "/api/users/a-admin/" + what, null, "user").expect(403);
            management.call("GET", "/api/users/nobody/" + what, null, "admin").expect(404);
        }
    }

    @Test
    void whoEndsTheirOwnSessionsStaysInTheOneThatAsks() {
        String own = signIn("a-admin");
        signIn("a-admin");

        management.call("DELETE", "/api/users/a-admin/sessions", null, own).expect(200);

        management.call("GET", "/api/profile", null, own).expect(200);
        assertThat(list("/api/users/a-admin/sessions")).hasSize(1);
    }

    @Test
    void nobodyTakesTheirOwnSecondFactorsAwayWithoutProofNorMakesThemselvesALink() {
        for (String own : List.of(signIn("a-admin"), token("admin"), "admin")) {
            Management.Reply factors = management.call("DELETE", "/api/users/a-admin/second-factors", null, own);
            Management.Reply link = management.call("POST", "/api/users/a-admin/password-link", "{}", own);

            assertThat(factors.expect(403).text()).contains("/api/profile/totp");
            assertThat(link.expect(403).text()).contains("/api/profile/password");
        }
    }

    @Test
    void aTokenWithAnEndTakesNoSecondFactorsFromARoleLikeItsOwn() {
        management.store.users().create(new User("other", "another", "admin", true, false));
        management
                .store
                .tokens()
                .put(
                        management.vault.digestToken("ends"),
                        Purpose.MANAGEMENT,
                        "a-admin",
                        management.clock.instant().plus(Duration.ofHours(1)));

        management
                .call("DELETE", "/api/users/other/second-factors", null, "ends")
                .expect(403);
        management
                .call("DELETE", "/api/users/a-user/second-factors", null, "ends")
                .expect(404);
        management
                .call("DELETE", "/api/users/other/second-factors", null, "admin")
                .expect(404);
    }
}
