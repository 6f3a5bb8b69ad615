package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.model.catalog.User;
import dev.sluice.store.SecondFactors;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotpResourceTest {
    private static final String PASSWORD = "a long enough password";
    private static final Duration STEP = Duration.ofSeconds(30);

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    /** What the app shows at that time. */
    static String code(String secret, Instant at) {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(new SecretKeySpec(new Base32().decode(secret), "HmacSHA1"), at);
        } catch (InvalidKeyException e) {
            throw new AssertionError(e);
        }
    }

    private String code(String secret) {
        return code(secret, management.clock.instant());
    }

    private String wrong(String secret) {
        return code(secret, management.clock.instant().plus(Duration.ofHours(1)));
    }

    private String propose() {
        return management
                .post("/api/profile/totp", "{\"password\":\"" + PASSWORD + "\"}")
                .expect(200)
                .json()
                .path("secret")
                .asText();
    }

    private List<String> confirm(String secret) {
        JsonNode json = management
                .post("/api/profile/totp/confirm", "{\"code\":\"" + code(secret) + "\"}")
                .expect(200)
                .json();
        management.clock.advance(STEP);
        return StreamSupport.stream(json.path("recovery_codes").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private Reply signIn() {
        return management.call("POST", "/api/session", "{\"password\":\"" + PASSWORD + "\"}", null);
    }

    private String pending() {
        Reply asked = signIn().expect(401);
        assertThat(asked.code()).isEqualTo("second_factor_required");
        assertThat(asked.headers().allValues("set-cookie")).isEmpty();
        return asked.json().path("pending").asText();
    }

    private Reply goOn(String pending, String code) {
        return management.call(
                "POST", "/api/session", "{\"pending\":\"" + pending + "\",\"code\":\"" + code + "\"}", null);
    }

    @Test
    void afterAFirstCodeOneIsAskedForAtEachSignIn() {
        String secret = propose();
        signIn().expect(200);

        List<String> recovery = confirm(secret);

        assertThat(recovery)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([a-z2-9]{4}-){3}[a-z2-9]{4}"));
        JsonNode session = goOn(pending(), code(secret)).expect(200).json();
        management
                .call("GET", "/api/keys", null, session.path("token").asText())
                .expect(200);
        JsonNode profile = management.get("/api/profile").json();
        assertThat(profile.path("totp").asBoolean()).isTrue();
        assertThat(profile.path("recovery_codes_left").asInt()).isEqualTo(10);
    }

    @Test
    void whatAnAppReadsNamesTheUser() {
        Reply reply = management.post("/api/profile/totp", "{\"password\":\"" + PASSWORD + "\"}");

        assertThat(reply.json().path("uri").asText())
                .startsWith("otpauth://totp/Sluice:")
                .contains("secret=" + reply.json().path("secret").asText(), "issuer=Sluice", "digits=6", "period=30");
    }

    @Test
    void aCodeIsGoodOnceAndAPendingSignInToo() {
        String secret = propose();
        confirm(secret);
        String code = code(secret);
        String first = pending();
        goOn(first, code).expect(200);

        assertThat(goOn(first, code).expect(401).code()).isEqualTo("invalid_pending");
        assertThat(goOn(pending(), code).expect(401).code()).isEqualTo("invalid_code");
        management.clock.advance(STEP);
        goOn(pending(), code(secret)).expect(200);
    }

    @Test
    void aCodeOfTheStepBeforeOrAfterCountsAndNoneFartherOff() {
        String secret = propose();
        confirm(secret);
        management.clock.advance(Duration.ofMinutes(10));
        Instant now = management.clock.instant();
        String pending = pending();

        goOn(pending, code(secret, now.minus(STEP.multipliedBy(2)))).expect(401);
        goOn(pending, code(secret, now.plus(STEP.multipliedBy(2)))).expect(401);
        goOn(pending, code(secret, now.minus(STEP))).expect(200);
        goOn(pending(), code(secret, now.plus(STEP))).expect(200);
    }

    @Test
    void wrongCodesAreCountedWhoeverShowsThem() {
        String secret = propose();
        confirm(secret);
        for (int i = 0; i < SecondFactors.MOST_WRONG; i++) {
            assertThat(goOn(pending(), wrong(secret)).expect(401).code()).isEqualTo("invalid_code");
        }

        Reply refused = goOn(pending(), code(secret)).expect(429);

        assertThat(refused.header("retry-after")).isEqualTo("900");
        management.clock.advance(SecondFactors.WINDOW);
        goOn(pending(), code(secret)).expect(200);
    }

    @Test
    void aRecoveryCodeIsGoodOnceHoweverItIsTyped() {
        List<String> recovery = confirm(propose());
        String typed = recovery.getFirst().toUpperCase(Locale.ROOT).replace("-", " ");

        goOn(pending(), typed).expect(200);

        goOn(pending(), recovery.getFirst()).expect(401);
        assertThat(management
                        .get("/api/profile")
                        .json()
                        .path("recovery_codes_left")
                        .asInt())
                .isEqualTo(9);
    }

    @Test
    void aPasswordThatWasShownCountsForFiveMinutes() {
        String secret = propose();
        confirm(secret);
        String pending = pending();
        management.clock.advance(Entrance.PENDING);

        assertThat(goOn(pending, code(secret)).expect(401).code()).isEqualTo("invalid_pending");
    }

    @Test
    void aLinkSetsThePasswordAndStillACodeIsAskedFor() {
        String secret = propose();
        confirm(secret);
        String link = SetupLinks.forPassword(
                management.store,
                management.vault,
                Users.ADMIN,
                management.clock.instant().plus(Duration.ofHours(1)));

        Reply asked = management
                .call(
                        "POST",
                        "/api/setup",
                        "{\"token\":\"" + link + "\",\"password\":\"another " + PASSWORD + "\"}",
                        null)
                .expect(401);

        assertThat(asked.code()).isEqualTo("second_factor_required");
        goOn(asked.json().path("pending").asText(), code(secret)).expect(200);
    }

    @Test
    void whoFindsAnOpenPageNeitherSetsCodesNorTakesThemAway() {
        assertThat(management.post("/api/profile/totp", "{}").expect(400).param())
                .isEqualTo("password");
        String secret = propose();
        confirm(secret);

        assertThat(management
                        .call("DELETE", "/api/profile/totp", "{}", Management.TOKEN)
                        .expect(400)
                        .param())
                .isEqualTo("password");
        assertThat(remove("password", "not the password").expect(400).param()).isEqualTo("password");
        assertThat(remove("code", wrong(secret)).expect(400).param()).isEqualTo("code");
        management
                .post("/api/profile/totp", "{\"password\":\"" + PASSWORD + "\"}")
                .expect(409);
        remove("code", code(secret)).expect(204);
        remove("code", code(secret)).expect(404);
        signIn().expect(200);
    }

    private Reply remove(String by, String what) {
        return management.call("DELETE", "/api/profile/totp", "{\"" + by + "\":\"" + what + "\"}", Management.TOKEN);
    }

    @Test
    void anAdministratorTakesAwayASecondFactorButNotFromWhoIsAboveThem() {
        String secret = propose();
        confirm(secret);
        management.store.users().create(new User("ada", "Ada", "admin", true, false));
        management.store.tokens().put(management.vault.digestToken("of-ada"), Purpose.MANAGEMENT, "ada", null);

        management
                .call("DELETE", "/api/users/admin/second-factors", null, "of-ada")
                .expect(403);
        assertThat(management
                        .get("/api/users/admin/second-factors")
                        .expect(200)
                        .json()
                        .path("totp")
                        .asBoolean())
                .isTrue();
        management.store.users().create(new User("eve", "Eve", "root", true, false));
        management.store.tokens().put(management.vault.digestToken("of-eve"), Purpose.MANAGEMENT, "eve", null);
        management
                .call("DELETE", "/api/users/admin/second-factors", null, "of-eve")
                .expect(204);

        signIn().expect(200);
        management
                .call("DELETE", "/api/users/admin/second-factors", null, "of-eve")
                .expect(404);
        assertThat(management.get("/api/audit-log?limit=3").text()).contains("DELETE /api/users/{id}/second-factors");
    }
}
