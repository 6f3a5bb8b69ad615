package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.signin.AccessTokens;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Users;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInResourceTest {
    private static final String PASSWORD = "a long enough password";

    private Management management;
    private Path folder;

    @BeforeEach
    void start(@TempDir Path temp) {
        folder = temp;
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void theSetUpLinkSetsThePasswordOnceAndSignsIn() {
        String link = SetupLinks.fresh(management.store, management.vault);

        JsonNode session = setUp(link, PASSWORD).expect(200).json();

        String token = session.path("token").asText();
        assertThat(Instant.parse(session.path("expires_at").asText()))
                .isEqualTo(management.clock.instant().plus(AccessTokens.LIFE).truncatedTo(ChronoUnit.SECONDS));
        management.call("GET", "/api/keys", null, token).expect(200);
        assertThat(setUp(link, "another long password").expect(401).code()).isEqualTo("invalid_setup_token");
        signIn(PASSWORD).expect(200);
    }

    @Test
    void ofSixteenWhoUseALinkAtOnceOneWins() throws ExecutionException, InterruptedException {
        String link = SetupLinks.fresh(management.store, management.vault);
        List<Future<Integer>> statuses = new ArrayList<>();

        try (var threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 16; i++) {
                String password = PASSWORD + i;
                statuses.add(threads.submit(() -> setUp(link, password).status()));
            }
        }

        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> status : statuses) {
            answers.add(status.get());
        }
        assertThat(answers)
                .containsOnlyOnce(200)
                .filteredOn(status -> status != 401)
                .hasSize(1);
    }

    @Test
    void aPasswordThatWillNotDoDoesNotCostTheLink() {
        String link = SetupLinks.fresh(management.store, management.vault);

        assertThat(setUp(link, "too short").expect(400).param()).isEqualTo("password");

        setUp(link, PASSWORD).expect(200);
    }

    @Test
    void aLinkThatIsTooOldOrAManagementTokenSetsNothing() {
        String link = SetupLinks.fresh(management.store, management.vault);
        management.clock.advance(SetupLinks.LIFE.plusSeconds(5));

        setUp(link, PASSWORD).expect(401);
        setUp(Management.TOKEN, PASSWORD).expect(401);

        assertThat(management.store.users().passwordHash(Users.ADMIN)).isEmpty();
    }

    @Test
    void anAccessTokenIsGoodForTenMinutes() {
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
        String token = signIn(PASSWORD).expect(200).json().path("token").asText();

        management.clock.advance(AccessTokens.LIFE.minusSeconds(2));
        management.call("GET", "/api/status", null, token).expect(200);
        management.clock.advance(Duration.ofSeconds(2));
        management.call("GET", "/api/status", null, token).expect(401);
    }

    @Test
    void whoKnowsTheirNameSignsInWithIt() {
        management.store.users().create(new User("usr_1", "Ada Lovelace", "user", true, false));
        Passwords.set(management.store, "usr_1", PASSWORD);

        JsonNode session = management
                .call("POST", "/api/session", "{\"user\":\"Ada Lovelace\",\"password\":\"" + PASSWORD + "\"}", null)
                .expect(200)
                .json();

        assertThat(session.path("user").asText()).isEqualTo("usr_1");
    }

    @Test
    void signingOutRevokesTheTokenThatWasShownAndNoOther() {
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
        String mine = signIn(PASSWORD).json().path("token").asText();
        String other = signIn(PASSWORD).json().path("token").asText();

        management.call("DELETE", "/api/session", null, mine).expect(204);

        management.call("GET", "/api/status", null, mine).expect(401);
        management.call("GET", "/api/status", null, other).expect(200);
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldApartByNothing() {
        Passwords.set(management.store, Users.ADMIN, PASSWORD);

        Reply wrong = signIn("not the right one").expect(401);
        Reply unknown = management
                .call("POST", "/api/session", "{\"user\":\"eve\",\"password\":\"not the right one\"}", null)
                .expect(401);

        assertThat(wrong.json().at("/error/message")).isEqualTo(unknown.json().at("/error/message"));
        assertThat(wrong.code()).isEqualTo("invalid_credentials").isEqualTo(unknown.code());
    }

    @Test
    void afterFiveWrongPasswordsOfAStrangerEvenTheRightOneMustWait() {
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
        for (int i = 0; i < 5; i++) {
            signIn("wrong password " + i).expect(401);
        }

        Reply limited = signIn(PASSWORD).expect(429);

        assertThat(limited.header("retry-after")).isEqualTo("900");
        assertThat(limited.code()).isEqualTo("rate_limit_exceeded");
        management.clock.advance(Duration.ofMinutes(15));
        signIn(PASSWORD).expect(200);
    }

    @Test
    void aDisabledUserDoesNotSignIn() {
        var user = new User("eve", "Eve", "admin", false, false);
        management.store.users().create(user);
        Passwords.set(management.store, "eve", PASSWORD);

        management
                .call("POST", "/api/session", "{\"user\":\"eve\",\"password\":\"" + PASSWORD + "\"}", null)
                .expect(401);
    }

    @Test
    void neitherTokenNorPasswordIsWrittenToTheDatabase() throws IOException {
        String link = SetupLinks.fresh(management.store, management.vault);
        String token = setUp(link, PASSWORD).expect(200).json().path("token").asText();

        assertThat(token).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token, link, PASSWORD);
            }
        }
    }

    private Reply setUp(String link, String password) {
        return management.call(
                "POST", "/api/setup", "{\"token\":\"" + link + "\",\"password\":\"" + password + "\"}", null);
    }

    private Reply signIn(String password) {
        return management.call("POST", "/api/session", "{\"password\":\"" + password + "\"}", null);
    }
}
