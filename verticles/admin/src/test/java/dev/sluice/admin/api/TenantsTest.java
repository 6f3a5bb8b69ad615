package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Route;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Passkeys.Answered;
import dev.sluice.store.Passkeys.Passkey;
import dev.sluice.store.Sessions.Session;
import dev.sluice.store.Tokens.Made;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A3: what is another user's is neither seen nor changed, nor can it be told from what is not there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantsTest {
    private static final String NOBODYS = "nobodys";
    private static final List<String> QUERIES = List.of(
            "/api/requests?user_id=",
            "/api/requests?key_id=",
            "/api/usage?user_id=",
            "/api/usage?key_id=",
            "/api/topups?user_id=",
            "/api/keys?user_id=",
            "/api/requests/export?user_id=",
            "/api/usage/export?key_id=");

    private Management management;
    /** Of the other user, by what they are ids of. */
    private Map<String, String> theirs = Map.of();

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        for (String user : List.of("alice", "bob")) {
            management.store.users().create(new User(user, user, Role.USER.word(), true, false));
        }
        management.store.tokens().put(management.vault.digestToken("of-alice"), Purpose.MANAGEMENT, "alice", null);
        Instant now = management.clock.instant();
        Bytes digest = management.vault.digestToken("something of bob's");
        management.store.tokens().make(digest, new Made("tok_bob", "t", "bob", null, now, null), 9);
        management
                .store
                .sessions()
                .begin(new Session("ses_bob", "bob", now, now, now.plus(1, ChronoUnit.HOURS), "a", "b"), digest, 9);
        management
                .store
                .passkeys()
                .add(
                        new Passkey("psk_bob", "bob", "n", Bytes.utf8("x"), 0, false, false, now, null),
                        Bytes.utf8("id"),
                        new Answered(digest, now.plus(Duration.ofMinutes(5))));
        String key = management
                .post("/api/keys", "{\"name\":\"k\",\"user_id\":\"bob\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        String order = management
                .post("/api/topups", "{\"user_id\":\"bob\",\"amount\":\"20\",\"price\":1800,\"currency\":\"EUR\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        Rows.settle(management.store, List.of(Rows.of("call-of-bob", "bob", key, "gpt-5", NanoDollars.ZERO)));
        theirs = Map.of(
                "users", "bob",
                "keys", key,
                "topups", order,
                "requests", "call-of-bob",
                "sessions", "ses_bob",
                "tokens", "tok_bob",
                "profile", "psk_bob");
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private Reply asAlice(Route route, String path) {
        return management.call(
                route.method().name(), path, route.method().name().equals("POST") ? "{}" : null, "of-alice");
    }

    /** Without what names the request or what was asked for. */
    private static String said(Reply reply, String id) {
        return reply.status()
                + reply.text().replaceAll("\"request_id\":\"[^\"]*\"", "").replace(id, "ID");
    }

    private List<String> present() {
        return List.of(
                management.get("/api/users/bob").text(),
                management.get("/api/users/bob/sessions").text(),
                management.get("/api/users/bob/tokens").text(),
                management.get("/api/users/bob/second-factors").text(),
                management.get("/api/keys/" + theirs.get("keys")).text(),
                management.get("/api/topups/" + theirs.get("topups")).text());
    }

    @Test
    void anotherUsersThingsAreAsIfTheyWereNotThere() {
        List<String> before = present();
        List<String> told = new ArrayList<>();
        int asked = 0;
        for (Route route : management.routes().routes()) {
            String id = theirs.getOrDefault(route.area(), "");
            if (!route.path().contains("{id}") || id.isEmpty()) {
                continue;
            }
            asked++;
            Reply real = asAlice(route, route.path().replace("{id}", id));
            Reply none = asAlice(route, route.path().replace("{id}", NOBODYS));
            if (real.status() < 400 || !said(real, id).equals(said(none, NOBODYS))) {
                told.add(route.name() + ": " + said(real, id) + " but " + said(none, NOBODYS));
            }
        }
        for (String query : QUERIES) {
            String id = theirs.getOrDefault(query.contains("key_id") ? "keys" : "users", "");
            asked++;
            Reply real = management.call("GET", query + id, null, "of-alice");
            Reply none = management.call("GET", query + NOBODYS, null, "of-alice");
            if (!said(real, id).equals(said(none, NOBODYS))) {
                told.add(query + ": " + said(real, id) + " but " + said(none, NOBODYS));
            }
        }
        boolean untouched = present().equals(before);

        System.out.println("A3 " + told.size() + " things_of_another_user_told_of_" + asked + " "
                + (told.isEmpty() && untouched ? "pass" : "fail"));
        assertThat(asked).isGreaterThan(20);
        assertThat(told).isEmpty();
        assertThat(untouched).isTrue();
    }

    @Test
    void listsOfOnesOwnNameNobodyElse() {
        List<String> telling = new ArrayList<>();
        for (Route route : management.routes().routes()) {
            if (route.method().name().equals("GET")
                    && !route.path().contains("{id}")
                    && !route.path().endsWith("openapi.json")) {
                Reply reply = management.call("GET", route.path(), null, "of-alice");
                boolean names =
                        theirs.values().stream().anyMatch(id -> reply.text().contains('"' + id + '"'));
                if (reply.status() == 200 && names) {
                    telling.add(route.name());
                }
            }
        }

        JsonNode bobs =
                management.get("/api/requests?user_id=bob").expect(200).json().path("data");
        assertThat(bobs).hasSize(1);
        assertThat(telling).isEmpty();
    }
}
