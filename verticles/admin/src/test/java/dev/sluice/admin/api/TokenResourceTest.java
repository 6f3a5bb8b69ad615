package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private JsonNode make(String scopes) {
        return management
                .post("/api/tokens", "{\"name\":\"t\",\"scopes\":" + scopes.replace('\'', '"') + "}")
                .expect(201)
                .json();
    }

    @Test
    void aTokenIsGoodForItsScopesAndNothingElse() {
        List<String> unexpected = new ArrayList<>();
        int asked = 0;
        for (String scope : List.of("keys:read", "keys:write", "*:read", "users:write")) {
            for (Route route : management.routes().routes()) {
                if (route.access() == Access.ANYONE) {
                    continue;
                }
                String token = make("['" + scope + "']").path("token").asText();
                String path = Management.somePath(route);
                int status = management
                        .call(route.method().name(), path, route.writes() ? "{}" : null, token)
                        .status();
                String area = route.path().split("/", -1)[2];
                boolean may =
                        scope.equals(area + ":write") || (!route.writes() && scope.matches("(\\*|" + area + "):.*"));
                asked++;
                if (may == (status == 403)) {
                    unexpected.add(scope + " " + route.name() + " " + status);
                }
                management
                        .store
                        .tokens()
                        .madeBy("admin")
                        .forEach(made -> management.store.tokens().revoke("admin", made.id()));
            }
        }

        System.out.println("A1s " + unexpected.size() + " unexpected_answers_to_scoped_tokens_of_" + asked + " "
                + (unexpected.isEmpty() ? "pass" : "fail"));
        assertThat(unexpected).isEmpty();
    }

    @Test
    void aTokenIsShownOnceListedAndRevoked() {
        JsonNode made = make("null");
        String token = made.path("token").asText();
        management.call("GET", "/api/keys", null, token).expect(200);

        String listed = management.get("/api/tokens").expect(200).text();
        assertThat(listed).contains(made.path("id").asText()).doesNotContain(token);
        management.delete("/api/tokens/" + made.path("id").asText()).expect(204);

        management.call("GET", "/api/keys", null, token).expect(401);
        management.delete("/api/tokens/" + made.path("id").asText()).expect(404);
    }

    @Test
    void anOperatorsTokenMayLookLikeAnAccessToken() {
        management
                .store
                .tokens()
                .put(management.vault.digestToken("ey.of.operator"), Purpose.MANAGEMENT, "admin", null);

        management.call("GET", "/api/keys", null, "ey.of.operator").expect(200);
    }

    @Test
    void aTokenExpires() {
        String expires = management.clock.instant().plus(Duration.ofMinutes(1)).toString();
        String token = management
                .post("/api/tokens", "{\"name\":\"t\",\"expires_at\":\"" + expires + "\"}")
                .expect(201)
                .json()
                .path("token")
                .asText();
        management.call("GET", "/api/keys", null, token).expect(200);

        management.clock.advance(Duration.ofMinutes(1));

        management.call("GET", "/api/keys", null, token).expect(401);
    }

    @Test
    void aTokenMakesNoneThatMayDoMore() {
        String own = make("['tokens:write','keys:read']").path("token").asText();

        for (String wanted : List.of("null", "['keys:write']", "['*:read']", "['keys:read','users:read']")) {
            Reply refused = management.call(
                    "POST", "/api/tokens", "{\"name\":\"more\",\"scopes\":" + wanted.replace('\'', '"') + "}", own);
            assertThat(refused.expect(403).param()).isEqualTo("scopes");
        }
        management
                .call("POST", "/api/tokens", "{\"name\":\"less\",\"scopes\":[\"keys:read\"]}", own)
                .expect(201);
    }

    @Test
    void aTokenMakesNoneThatIsGoodForLonger() {
        Instant end = management.clock.instant().plus(Duration.ofMinutes(10));
        String own = until(end);

        for (String later : List.of("", ",\"expires_at\":null", ",\"expires_at\":\"" + end.plusMillis(1) + "\"")) {
            Reply refused = management.call("POST", "/api/tokens", "{\"name\":\"later\"" + later + "}", own);
            assertThat(refused.expect(403).param()).isEqualTo("expires_at");
        }
        management
                .call("POST", "/api/tokens", "{\"name\":\"as long\",\"expires_at\":\"" + end + "\"}", own)
                .expect(201);
    }

    private String until(Instant end) {
        return management
                .post("/api/tokens", "{\"name\":\"ends\",\"expires_at\":\"" + end + "\"}")
                .expect(201)
                .json()
                .path("token")
                .asText();
    }

    @Test
    void aTokenWithLimitsGetsNoLinkForARoleLikeItsOwn() {
        management.store.users().create(new User("second", "Second", "root", true, false));
        management.store.users().create(new User("below", "Below", "admin", true, false));
        List<String> limited = List.of(
                make("['users:write']").path("token").asText(),
                until(management.clock.instant().plus(Duration.ofMinutes(10))));

        for (String token : limited) {
            for (String user : List.of("admin", "second")) {
                Reply refused = management.call("POST", "/api/users/" + user + "/password-link", "{}", token);
                assertThat(refused.expect(403).param()).isEqualTo("id");
            }
            management
                    .call("POST", "/api/users/below/password-link", "{}", token)
                    .expect(201);
        }
        management.post("/api/users/second/password-link", "{}").expect(201);
    }

    @Test
    void aTokenWithLimitsSetsNoFirstPassword() {
        String own = make("['profile:write']").path("token").asText();

        management
                .call("POST", "/api/profile/password", "{\"password\":\"a long enough password\"}", own)
                .expect(403);

        assertThat(management.store.users().passwordHash("admin")).isEmpty();
    }

    @Test
    void tokensOfOthersAreNotThere() {
        management.store.users().create(new User("mallory", "Mallory", "user", true, false));
        management.store.tokens().put(management.vault.digestToken("hers"), Purpose.MANAGEMENT, "mallory", null);
        JsonNode made = make("null");

        assertThat(management.call("GET", "/api/tokens", null, "hers").json().path("data"))
                .isEmpty();
        management
                .call("DELETE", "/api/tokens/" + made.path("id").asText(), null, "hers")
                .expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | {}",
                "scopes[0] | {'name':'x','scopes':['keys']}",
                "scopes[0] | {'name':'x','scopes':['keys:delete']}",
                "scopes | {'name':'x','scopes':'keys:read'}",
                "expires_at | {'name':'x','expires_at':'2001-01-01T00:00:00Z'}",
                "role | {'name':'x','role':'root'}"
            })
    void aFieldThatIsWrongIsNamed(String field, String body) {
        assertThat(management
                        .post("/api/tokens", body.replace('\'', '"'))
                        .expect(400)
                        .param())
                .isEqualTo(field);
    }
}
