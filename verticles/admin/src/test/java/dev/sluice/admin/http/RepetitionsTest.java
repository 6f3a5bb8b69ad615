package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Repeats;
import dev.sluice.store.Tokens.Purpose;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepetitionsTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private Reply post(String path, String body, String key) {
        return post(path, body, key, Management.TOKEN);
    }

    private Reply post(String path, String body, String key, String token) {
        return management.send(management
                .request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private long users(String name) {
        JsonNode data = management.get("/api/users").json().path("data");
        return StreamSupport.stream(data.spliterator(), false)
                .filter(user -> user.path("name").asText().equals(name))
                .count();
    }

    @Test
    void fiftyAtOnceWithTheSameKeyMakeOneObject() throws InterruptedException, ExecutionException {
        List<Future<Reply>> asked = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                asked.add(threads.submit(
                        () -> post("/api/announcements", "{\"title\":\"once\",\"text\":\"only\"}", "key-1")));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Reply> one : asked) {
            statuses.add(one.get().status());
        }
        int made = management.get("/api/announcements").json().path("data").size();

        System.out.println("E5 " + made + " objects_of_50_concurrent_creates " + (made == 1 ? "pass" : "fail"));
        assertThat(made).isEqualTo(1);
        assertThat(statuses).contains(201).allMatch(status -> status == 201 || status == 409);
        Reply again = post("/api/announcements", "{\"title\":\"once\",\"text\":\"only\"}", "key-1")
                .expect(201);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
    }

    @Test
    void theSameAnswerComesAgainWithTheSecretInIt() {
        Reply first = post("/api/keys", "{\"name\":\"k\"}", "key-2").expect(201);
        Reply second = post("/api/keys", "{\"name\":\"k\"}", "key-2").expect(201);

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.json().path("key").asText()).startsWith("sk-");
        assertThat(second.header("content-type")).isEqualTo(first.header("content-type"));
        management.clock.advance(Repeats.KEPT);
        post("/api/keys", "{\"name\":\"k\"}", "key-2").expect(409);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        post("/api/users", "{\"name\":\"Vera\"}", "key-3").expect(201);

        assertThat(post("/api/users", "{\"name\":\"Zoë\"}", "key-3").expect(422).code())
                .isEqualTo("idempotency_key_reused");
        assertThat(post("/api/groups", "{\"name\":\"Vera\"}", "key-3")
                        .expect(422)
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(users("Zoë")).isZero();
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() {
        post("/api/keys", "{\"name\":\"k\",\"group\":\"team\"}", "key-4").expect(400);
        management.post("/api/groups", "{\"name\":\"team\"}").expect(201);

        post("/api/keys", "{\"name\":\"k\",\"group\":\"team\"}", "key-4").expect(201);
    }

    @Test
    void keysOfTwoUsersHaveNothingToDoWithEachOther() {
        management.store.users().create(new User("ada", "Ada", "admin", true, false));
        management.store.tokens().put(management.vault.digestToken("of-ada"), Purpose.MANAGEMENT, "ada", null);
        post("/api/tokens", "{\"name\":\"t\"}", "key-5").expect(201);

        Reply hers = post("/api/tokens", "{\"name\":\"t\"}", "key-5", "of-ada");

        assertThat(hers.expect(201).headers().map()).doesNotContainKey("idempotency-replayed");
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        post("/api/groups", "{\"name\":\"g\"}", "k".repeat(256)).expect(400);
        post("/api/groups", "{\"name\":\"g\"}", "two words").expect(400);
        management.clock.advance(Duration.ofSeconds(1));
        post("/api/groups", "{\"name\":\"g\"}", "k".repeat(255)).expect(201);
    }

    @Test
    void whatOneTokenWasAnsweredIsNotToldToAnotherOfTheSameUser() {
        management.store.tokens().put(management.vault.digestToken("second"), Purpose.MANAGEMENT, "admin", null);
        String secret = post("/api/keys", "{\"name\":\"k\"}", "key-6")
                .expect(201)
                .json()
                .path("key")
                .asText();

        Reply other = post("/api/keys", "{\"name\":\"k\"}", "key-6", "second");

        assertThat(other.expect(422).text()).doesNotContain(secret);
    }

    @Test
    void ofWhatIsAskedAboutOneselfNothingIsKept() {
        Passwords.set(management.store, "admin", "a long enough password");
        String body = "{\"password\":\"a long enough password\"}";
        Reply first = post("/api/profile/totp", body, "key-7").expect(200);
        Reply second = post("/api/profile/totp", body, "key-7").expect(200);

        assertThat(second.text()).isNotEqualTo(first.text());
        assertThat(second.headers().map()).doesNotContainKey("idempotency-replayed");
    }
}
