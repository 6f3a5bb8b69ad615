package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.signin.AccessTokens;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.store.Sessions;
import dev.sluice.store.Users;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionResourceTest {
    private static final String PASSWORD = "a long enough password";
    private static final String PLAIN = "http://127.0.0.1";

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

    /** What a browser keeps. */
    private final class Browser {
        private final Map<String, String> cookies = new TreeMap<>();
        private final String origin;
        private String csrf = "";

        Browser(String origin) {
            this.origin = origin;
        }

        Reply signIn() {
            Reply reply = ask("POST", "/api/session", "{\"password\":\"" + PASSWORD + "\"}");
            csrf = reply.json().path("csrf_token").asText();
            return reply;
        }

        Reply ask(String method, String path, @Nullable String body) {
            HttpRequest.Builder request = management.request(path);
            if (!method.equals("GET")) {
                request.header("Origin", origin).header("X-CSRF-Token", csrf);
            }
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookieHeader());
            }
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            Reply reply = management.send(request.method(
                    method,
                    body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
            for (String cookie : reply.headers().allValues("set-cookie")) {
                String pair = cookie.substring(0, cookie.indexOf(';'));
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            return reply;
        }

        String cookieHeader() {
            List<String> pairs = new ArrayList<>();
            cookies.forEach((name, value) -> pairs.add(name + "=" + value));
            return String.join("; ", pairs);
        }
    }

    private Browser plain() {
        return new Browser(PLAIN + ":" + management.port());
    }

    @Test
    void aPageThatCameByTlsGetsCookiesThatNoOtherCanWrite() {
        List<String> cookies = new Browser("https://gateway.example.com")
                .signIn()
                .expect(200)
                .headers()
                .allValues("set-cookie");

        assertThat(cookies)
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("__Host-sluice-")
                        .contains("HTTPOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=43200")
                        .doesNotContain("Domain"));
    }

    @Test
    void aPageInTheClearGetsCookiesThatItsBrowserTakes() {
        List<String> cookies = plain().signIn().expect(200).headers().allValues("set-cookie");

        assertThat(cookies)
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("sluice-")
                        .contains("HTTPOnly", "SameSite=Strict", "Path=/")
                        .doesNotContain("Secure"));
    }

    @Test
    void aPlantedPlainCookieDoesNotMakeASessionPlain() {
        Browser browser = new Browser("https://gateway.example.com");
        browser.cookies.put("sluice-refresh", "planted");
        browser.cookies.put("sluice-access", "planted");

        assertThat(browser.signIn().expect(200).headers().allValues("set-cookie"))
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).startsWith("__Host-sluice-"));
        browser.ask("GET", "/api/keys", null).expect(200);
        Browser plain = plain();
        plain.signIn();
        Browser mixed = new Browser("https://gateway.example.com");
        mixed.cookies.putAll(plain.cookies);
        mixed.csrf = plain.csrf;
        mixed.ask("POST", "/api/groups", "{\"name\":\"by-plain-cookie\"}").expect(401);
    }

    @Test
    void cookiesReadAndWithTheTokenOfThePageTheyWrite() {
        Browser browser = plain();
        browser.signIn();

        browser.ask("GET", "/api/keys", null).expect(200);
        browser.ask("POST", "/api/groups", "{\"name\":\"by-cookie\"}").expect(201);

        assertThat(browser.ask("GET", "/api/profile", null)
                        .json()
                        .path("csrf_token")
                        .asText())
                .isEqualTo(browser.csrf);
    }

    @Test
    void noRouteIsToBeMadeToWriteByAnotherPage() {
        Browser browser = plain();
        browser.signIn();
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        for (Route route : management.routes().routes()) {
            if (!route.writes() || route.access() == Access.ANYONE) {
                continue;
            }
            for (Map<String, String> forgery : List.of(
                    Map.<String, String>of(),
                    Map.of("Origin", browser.origin),
                    Map.of("Origin", browser.origin, "X-CSRF-Token", "0".repeat(64)),
                    Map.of("Origin", "http://evil.example.com", "X-CSRF-Token", browser.csrf),
                    Map.of("Origin", browser.origin, "X-CSRF-Token", browser.csrf, "Sec-Fetch-Site", "cross-site"),
                    Map.of("X-CSRF-Token", browser.csrf))) {
                HttpRequest.Builder request = management
                        .request(Management.somePath(route))
                        .header("Cookie", browser.cookieHeader())
                        .header("Content-Type", "application/json");
                forgery.forEach(request::header);
                Reply reply = management.send(
                        request.method(route.method().name(), HttpRequest.BodyPublishers.ofString("{}")));
                tried++;
                if (reply.status() != 403 || !reply.code().equals("csrf_token_wrong")) {
                    accepted.add(route.name() + " " + forgery.keySet() + " " + reply.status());
                }
            }
        }

        System.out.println("A8 " + accepted.size() + " forged_requests_accepted_of_" + tried + " "
                + (accepted.isEmpty() ? "pass" : "fail"));
        assertThat(accepted).isEmpty();
    }

    @Test
    void aSessionGoesOnByItselfUntilTwelveHoursAreOver() {
        Browser browser = plain();
        browser.signIn();
        String first = browser.cookies.get("sluice-refresh");

        management.clock.advance(AccessTokens.LIFE.plusSeconds(1));
        browser.ask("GET", "/api/keys", null).expect(200);
        assertThat(browser.cookies.get("sluice-refresh")).isNotEqualTo(first);
        management.clock.advance(Duration.ofHours(11));
        browser.ask("POST", "/api/groups", "{\"name\":\"late\"}").expect(201);
        management.clock.advance(Duration.ofHours(1));

        browser.ask("GET", "/api/keys", null).expect(401);
    }

    @Test
    void whoIsRefusedWhileTheTokenIsTurnedStaysSignedIn() {
        Browser browser = plain();
        browser.signIn();
        String own = browser.csrf;
        management.clock.advance(AccessTokens.LIFE.plusSeconds(1));

        browser.csrf = "not its own";
        browser.ask("POST", "/api/groups", "{\"name\":\"refused\"}").expect(403);
        browser.csrf = own;
        management.clock.advance(Sessions.OVERLAP);

        browser.ask("POST", "/api/groups", "{\"name\":\"taken\"}").expect(201);
    }

    @Test
    void aCopyOfARefreshTokenEndsTheSession() {
        Browser browser = plain();
        browser.signIn();
        Browser thief = plain();
        thief.cookies.putAll(browser.cookies);
        management.clock.advance(AccessTokens.LIFE.plusSeconds(1));
        browser.ask("GET", "/api/keys", null).expect(200);

        thief.ask("GET", "/api/keys", null).expect(200);
        management.clock.advance(Sessions.OVERLAP);
        thief.ask("GET", "/api/keys", null).expect(401);

        browser.ask("GET", "/api/keys", null).expect(401);
    }

    @Test
    void sessionsAreListedAndEnded() {
        Browser here = plain();
        here.signIn();
        Browser there = plain();
        there.signIn();
        Browser elsewhere = plain();
        elsewhere.signIn();

        JsonNode listed = here.ask("GET", "/api/sessions", null).expect(200).json();
        String current = "";
        List<String> others = new ArrayList<>();
        for (JsonNode session : listed.path("data")) {
            if (session.path("current").asBoolean()) {
                current = session.path("id").asText();
            } else {
                others.add(session.path("id").asText());
            }
        }

        assertThat(current).isNotEmpty();
        assertThat(others).hasSize(2);
        here.ask("DELETE", "/api/sessions/" + others.getFirst(), null).expect(204);
        here.ask("DELETE", "/api/sessions/" + others.getFirst(), null).expect(404);
        assertThat(here.ask("DELETE", "/api/sessions", null)
                        .expect(200)
                        .json()
                        .path("ended")
                        .asInt())
                .isEqualTo(1);
        there.ask("GET", "/api/keys", null).expect(401);
        elsewhere.ask("GET", "/api/keys", null).expect(401);
        here.ask("GET", "/api/keys", null).expect(200);
    }

    @Test
    void signingOutEndsTheSessionAndTakesTheCookiesAway() {
        Browser browser = plain();
        browser.signIn();
        String before = browser.cookieHeader();

        List<String> cookies = browser.ask("DELETE", "/api/session", null)
                .expect(204)
                .headers()
                .allValues("set-cookie");

        assertThat(cookies).hasSize(2).allSatisfy(cookie -> assertThat(cookie).contains("Max-Age=0"));
        management
                .send(management.request("/api/keys").header("Cookie", before))
                .expect(401);
    }

    @Test
    void anotherPasswordEndsAllOtherSessions() {
        Browser here = plain();
        here.signIn();
        Browser there = plain();
        there.signIn();

        assertThat(here.ask(
                                "POST",
                                "/api/profile/password",
                                "{\"old_password\":\"not this one\",\"password\":\"another long one\"}")
                        .expect(400)
                        .param())
                .isEqualTo("old_password");
        here.ask(
                        "POST",
                        "/api/profile/password",
                        "{\"old_password\":\"" + PASSWORD + "\",\"password\":\"another long one\"}")
                .expect(204);

        here.ask("GET", "/api/keys", null).expect(200);
        there.ask("GET", "/api/keys", null).expect(401);
        plain().signIn().expect(401);
    }

    @Test
    void noForgedAccessTokenIsAccepted() {
        Reply signedIn = plain().signIn();
        String token = signedIn.json().path("token").asText();
        String[] parts = token.split("\\.", -1);
        List<String> forgeries = new ArrayList<>();
        for (String algorithm :
                List.of("none", "None", "NONE", "HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", "")) {
            String header = base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
            forgeries.add(header + "." + parts[1] + ".");
            forgeries.add(header + "." + parts[1] + "." + parts[2]);
        }
        for (String key : List.of("jwk", "jku", "x5u", "x5c", "kid")) {
            String header =
                    base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"" + key + "\":\"https://evil.example.com/key\"}");
            forgeries.add(header + "." + parts[1] + "." + parts[2]);
            forgeries.add(header + "." + parts[1] + ".");
        }
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        for (String[] change : new String[][] {
            {"admin", "root"},
            {"\"sluice\"", "\"other\""},
            {"management", "v1"},
            {"\"exp\":", "\"exp\":9"},
            {"\"sid\"", "\"sic\""},
            {"ses_", "ses_x"}
        }) {
            forgeries.add(parts[0] + "." + base64(claims.replace(change[0], change[1])) + "." + parts[2]);
            forgeries.add(parts[0] + "." + base64(claims.replace(change[0], change[1])) + ".");
        }
        for (int i = 0; i < parts[2].length() - 1; i += 2) {
            char other = parts[2].charAt(i) == 'A' ? 'B' : 'A';
            forgeries.add(
                    parts[0] + "." + parts[1] + "." + parts[2].substring(0, i) + other + parts[2].substring(i + 1));
        }
        forgeries.addAll(List.of(
                parts[0] + "." + parts[1], token + ".x", "." + token, parts[0] + ".." + parts[2], "..", "a.b.c"));

        List<String> accepted = forgeries.stream()
                .filter(forgery ->
                        management.call("GET", "/api/keys", null, forgery).status() != 401)
                .toList();

        System.out.println("A7 " + accepted.size() + " forged_tokens_accepted_of_" + forgeries.size() + " "
                + (accepted.isEmpty() ? "pass" : "fail"));
        assertThat(accepted).isEmpty();
        management.call("GET", "/api/keys", null, token).expect(200);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
