package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.signin.Challenges;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Secret;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasskeyResourceTest {
    private static final String PASSWORD = "a long enough password";

    private Management management;
    private Authenticator device;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
        device = new Authenticator("http://localhost:" + management.port());
    }

    @AfterEach
    void stop() {
        management.close();
    }

    /** Passkeys are for names. */
    private Reply ask(String path, String body, @Nullable String token) {
        HttpRequest.Builder request = management
                .request(path)
                .uri(URI.create("http://localhost:" + management.port() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return management.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    private JsonNode creation() {
        return ask("/api/profile/passkeys/options", "{\"password\":\"" + PASSWORD + "\"}", Management.TOKEN)
                .expect(200)
                .json();
    }

    private Reply add(JsonNode credential) {
        return ask(
                "/api/profile/passkeys", "{\"name\":\"a phone\",\"credential\":" + credential + "}", Management.TOKEN);
    }

    private JsonNode request() {
        return ask("/api/session/passkey/options", "{}", null).expect(200).json();
    }

    private Reply signIn(JsonNode credential) {
        return ask("/api/session/passkey", "{\"credential\":" + credential + "}", null);
    }

    @Test
    void aDeviceIsAddedAndSignsInWithoutAPasswordAndEvenWhereACodeIsAskedFor() {
        JsonNode options = creation();
        JsonNode made = add(device.make(options)).expect(201).json();
        management.store.secondFactors().propose(Users.ADMIN, new Secret("JBSWY3DPEHPK3PXP"));
        management
                .store
                .secondFactors()
                .confirm(Users.ADMIN, secret -> OptionalLong.of(1), management.clock.instant(), List.of());

        Reply signedIn = signIn(device.sign(request())).expect(200);

        assertThat(options.at("/authenticatorSelection/userVerification").asText())
                .isEqualTo("required");
        assertThat(options.at("/authenticatorSelection/residentKey").asText()).isEqualTo("required");
        assertThat(signedIn.json().path("user").asText()).isEqualTo("admin");
        assertThat(signedIn.headers().allValues("set-cookie")).hasSize(2);
        management
                .call("GET", "/api/keys", null, signedIn.json().path("token").asText())
                .expect(200);
        JsonNode listed =
                management.get("/api/profile/passkeys").expect(200).json().path("data");
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/id")).isEqualTo(made.path("id"));
        assertThat(listed.at("/0/used_at").asText())
                .isEqualTo(management.clock.instant().toString());
        assertThat(management.get("/api/profile").json().path("passkeys").asInt())
                .isEqualTo(1);
        assertThat(creation().path("excludeCredentials")).hasSize(1);
    }

    @Test
    void whatASecondSiteAThiefOrACopyPresentsIsRefused() {
        device.signatures = 5;
        add(device.make(creation())).expect(201);
        Map<String, Consumer<Authenticator>> lies = new LinkedHashMap<>();
        lies.put("another origin", one -> one.origin = "https://evil.example.com");
        lies.put("another port", one -> one.origin = "http://localhost:1");
        lies.put("another name", one -> one.name = "evil.example.com");
        lies.put("no look at who uses it", one -> one.verifiesUser = false);
        lies.put("a copy that is behind", one -> one.signatures = 2);
        List<String> accepted = new ArrayList<>();
        String origin = device.origin;

        lies.forEach((lie, change) -> {
            int signatures = device.signatures;
            change.accept(device);
            if (signIn(device.sign(request())).status() != 401) {
                accepted.add(lie);
            }
            device.origin = origin;
            device.name = "";
            device.verifiesUser = true;
            device.signatures = signatures;
        });
        ObjectNode signed = device.sign(request());
        ((ObjectNode) signed.path("response")).put("userHandle", "c29tZWJvZHk");
        if (signIn(signed).status() != 401) {
            accepted.add("another user");
        }
        ObjectNode changed = device.sign(request());
        JsonNode other = device.sign(request());
        ((ObjectNode) changed.path("response"))
                .put("signature", other.at("/response/signature").asText());
        if (signIn(changed).status() != 401) {
            accepted.add("another signature");
        }

        System.out.println("A13 " + accepted.size() + " forged_passkeys_accepted_of_" + (lies.size() + 2) + " "
                + (accepted.isEmpty() ? "pass" : "fail"));
        assertThat(accepted).isEmpty();
        signIn(device.sign(request())).expect(200);
    }

    @Test
    void aChallengeIsGoodOnceForFiveMinutesAndForWhatItWasGivenOutFor() {
        JsonNode creation = creation();
        JsonNode credential = device.make(creation);
        add(credential).expect(201);
        JsonNode options = request();
        JsonNode signed = device.sign(options);
        signIn(signed).expect(200);

        assertThat(signIn(signed).expect(401).code()).isEqualTo("invalid_credentials");
        assertThat(signIn(device.sign(options)).expect(401).code()).isEqualTo("invalid_credentials");
        assertThat(signIn(device.sign(creation)).expect(401).code()).isEqualTo("invalid_credentials");
        add(credential).expect(400);
        JsonNode late = request();
        management.clock.advance(Challenges.LIFE);
        signIn(device.sign(late)).expect(401);
    }

    @Test
    void aChallengeOfOneUserMakesNoPasskeyOfAnother() {
        management.store.users().create(new User("mallory", "Mallory", "user", true, false));
        management.store.tokens().put(management.vault.digestToken("of-mallory"), Purpose.MANAGEMENT, "mallory", null);
        JsonNode options = creation();

        Reply refused = ask(
                "/api/profile/passkeys",
                "{\"name\":\"mine\",\"credential\":" + device.make(options) + "}",
                "of-mallory");

        assertThat(refused.expect(400).param()).isEqualTo("credential");
        assertThat(management.store.passkeys().list("mallory")).isEmpty();
    }

    @Test
    void whoFindsAnOpenPageAddsNoPasskey() {
        Reply without = ask("/api/profile/passkeys/options", "{}", Management.TOKEN);
        Reply wrong = ask("/api/profile/passkeys/options", "{\"password\":\"not the password\"}", Management.TOKEN);

        assertThat(without.expect(400).param()).isEqualTo("password");
        assertThat(wrong.expect(400).param()).isEqualTo("password");
    }

    @Test
    void aDisabledUserAndADeletedPasskeyDoNotSignIn() {
        management.store.users().create(new User("vera", "Vera", "user", true, false));
        management.store.tokens().put(management.vault.digestToken("of-vera"), Purpose.MANAGEMENT, "vera", null);
        JsonNode options = ask("/api/profile/passkeys/options", "{}", "of-vera")
                .expect(200)
                .json();
        String id = ask(
                        "/api/profile/passkeys",
                        "{\"name\":\"n\",\"credential\":" + device.make(options) + "}",
                        "of-vera")
                .expect(201)
                .json()
                .path("id")
                .asText();
        signIn(device.sign(request())).expect(200);

        management.patch("/api/users/vera", "{\"enabled\":false}").expect(200);
        signIn(device.sign(request())).expect(401);
        management.patch("/api/users/vera", "{\"enabled\":true}").expect(200);
        management.delete("/api/profile/passkeys/" + id).expect(404);
        management
                .call("DELETE", "/api/profile/passkeys/" + id, null, "of-vera")
                .expect(204);
        signIn(device.sign(request())).expect(401);
    }

    @Test
    void byAnAddressThereAreNoPasskeys() {
        Reply refused = management.call("POST", "/api/session/passkey/options", "{}", null);

        assertThat(refused.expect(400).code()).isEqualTo("passkeys_need_a_name");
    }

    @Test
    void whatIsNoCredentialIsRefusedInWords() {
        for (String credential : List.of(
                "{}",
                "{\"id\":\"x\"}",
                "[]",
                "{\"id\":\"eA\",\"rawId\":\"eA\",\"type\":\"public-key\",\"response\":{}}")) {
            int status = ask("/api/session/passkey", "{\"credential\":" + credential + "}", null)
                    .status();
            int added = ask(
                            "/api/profile/passkeys",
                            "{\"name\":\"n\",\"credential\":" + credential + "}",
                            Management.TOKEN)
                    .status();

            assertThat(status).as(credential).isBetween(400, 401);
            assertThat(added).as(credential).isEqualTo(400);
        }
    }

    @Test
    void whoTriesInVainKeepsNobodyElseOutWhoComesFromTheSameAddress() {
        add(device.make(creation())).expect(201);
        JsonNode options = creation();
        for (int i = 0; i < 12; i++) {
            signIn(device.sign(options)).expect(401);
        }
        Authenticator stranger = new Authenticator("http://localhost:" + management.port());
        stranger.make(creation());
        for (int i = 0; i < 10; i++) {
            signIn(stranger.sign(request())).expect(401);
        }

        signIn(stranger.sign(request())).expect(429);
        signIn(device.sign(request())).expect(200);
    }
}
