package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do with keys of their own, and that none is ever more than they were given. */
class OwnKeysTest {
    private static final int MOST = 4;

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder, AdminSettings.defaults("1.2.3").withKeysPerUser(MOST));
        for (String user : List.of("vera", "bob")) {
            management.store.users().create(new User(user, user, "user", true, false));
            management.store.tokens().put(management.vault.digestToken("of-" + user), Purpose.MANAGEMENT, user, null);
        }
        management.post("/api/groups", "{\"name\":\"team\"}").expect(201);
        management.post("/api/groups", "{\"name\":\"dear\"}").expect(201);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private Reply vera(String method, String path, String body) {
        return management.call(method, path, body.isEmpty() ? null : body.replace('\'', '"'), "of-vera");
    }

    private JsonNode make(String body) {
        return vera("POST", "/api/keys", body).expect(201).json();
    }

    private String give(String body) {
        return management
                .post("/api/keys", body.replace('\'', '"'))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private boolean isGood(JsonNode made) {
        return management
                .store
                .keys()
                .find(management.vault.digestApiKey(made.path("key").asText()))
                .isPresent();
    }

    @Test
    void aUserMakesSeesChangesRotatesAndDeletesAKey() {
        JsonNode made = make("{'name':'mine','budget':'5'}");
        String path = "/api/keys/" + made.path("id").asText();

        assertThat(made.path("kind").asText()).isEqualTo("own");
        assertThat(made.path("user_id").asText()).isEqualTo("vera");
        assertThat(made.path("group").asText()).isEqualTo("default");
        assertThat(isGood(made)).isTrue();
        vera("PATCH", path, "{'name':'renamed','requests_per_minute':5,'budget':'9'}")
                .expect(200);
        JsonNode turned = vera("POST", path + "/rotate", "{}").expect(200).json();
        assertThat(isGood(made)).isFalse();
        assertThat(isGood(turned)).isTrue();
        assertThat(turned.path("key").asText()).startsWith(turned.path("hint").asText());
        JsonNode seen = vera("GET", path, "").expect(200).json();
        assertThat(seen.path("name").asText()).isEqualTo("renamed");
        assertThat(seen.path("budget").asText()).isEqualTo("9");
        assertThat(seen.path("hint")).isEqualTo(turned.path("hint"));
        assertThat(seen.has("key")).isFalse();
        assertThat(vera("GET", "/api/keys", "").expect(200).json().path("data")).hasSize(1);
        vera("POST", path + "/disable", "{}").expect(200);
        vera("PATCH", path, "{'enabled':true}").expect(200);
        vera("DELETE", path, "").expect(204);
        assertThat(isGood(turned)).isFalse();
    }

    @Test
    void anotherUsersKeysAreAsIfTheyWereNotThereWithIfMatchToo() {
        String bobs = "/api/keys/" + give("{'name':'b','user_id':'bob'}");
        String tag = management.get(bobs).header("etag");

        for (String path : List.of(bobs, "/api/keys/nobodys")) {
            for (String match : List.of(tag, "\"other\"", "*")) {
                for (String method : List.of("PATCH", "DELETE")) {
                    HttpRequest.BodyPublisher body = method.equals("PATCH")
                            ? HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}")
                            : HttpRequest.BodyPublishers.noBody();
                    Reply reply = management.send(management
                            .request(path)
                            .header("Authorization", "Bearer of-vera")
                            .header("Content-Type", "application/json")
                            .header("If-Match", match)
                            .method(method, body));
                    reply.expect(404);
                    assertThat(reply.header("etag")).isEmpty();
                }
            }
            vera("GET", path, "").expect(404);
            vera("POST", path + "/rotate", "{}").expect(404);
            vera("POST", path + "/disable", "{}").expect(404);
        }
        assertThat(management.get(bobs).header("etag")).isEqualTo(tag);
        assertThat(vera("GET", "/api/keys?user_id=bob", "").json().path("data")).isEmpty();
        assertThat(management.get("/api/keys?user_id=bob").json().path("data")).hasSize(1);
    }

    @Test
    void aKeyThatWasGivenIsDisabledAndRotatedAndNoMore() {
        String path = "/api/keys/" + give("{'name':'g','user_id':'vera','requests_per_minute':5}");

        assertThat(vera("PATCH", path, "{'requests_per_minute':500}")
                        .expect(403)
                        .code())
                .isEqualTo("not_own_key");
        assertThat(vera("DELETE", path, "").expect(403).code()).isEqualTo("not_own_key");
        assertThat(vera("POST", path + "/rotate", "{}")
                        .expect(200)
                        .json()
                        .path("requests_per_minute")
                        .asInt())
                .isEqualTo(5);
        vera("POST", path + "/disable", "{}").expect(200);
        vera("PATCH", path, "{'enabled':true}").expect(403);
    }

    @Test
    void thePlaygroundsKeyIsNobodysToRotate() {
        String path = "/api/keys/"
                + vera("POST", "/api/playground/key", "")
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();

        assertThat(vera("GET", path, "").json().path("kind").asText()).isEqualTo("playground");
        vera("POST", path + "/rotate", "{}").expect(409);
        vera("POST", path + "/disable", "{}").expect(403);
        vera("DELETE", path, "").expect(403);
        management.post(path + "/rotate", "{}").expect(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'k','group':'dear'} | group",
                "{'name':'k','models':[]} | models",
                "{'name':'k','models':['m1','m9']} | models",
                "{'name':'k','models':null} | models",
                "{'name':'k','networks':['0.0.0.0/0']} | networks",
                "{'name':'k','networks':[]} | networks",
                "{'name':'k','networks':['10.1.0.0/16','11.0.0.0/24']} | networks",
                "{'name':'k','expires_at':null} | expires_at",
                "{'name':'k','expires_at':'2099-01-01T00:00:00Z'} | expires_at"
            })
    void noKeyGoesBeyondTheOneThatTheUserWasGiven(String body, String field) {
        String end = management.clock.instant().plus(Duration.ofDays(9)).toString();
        give("{'name':'g','user_id':'vera','group':'team','models':['m1','m2'],'networks':['10.0.0.0/8'],'expires_at':'"
                + end + "'}");

        Reply refused = vera("POST", "/api/keys", body).expect(403);

        assertThat(refused.code()).isEqualTo("exceeds_granter");
        assertThat(refused.param()).isEqualTo(field);
        JsonNode made = make("{'name':'within'}");
        assertThat(made.path("group").asText()).isEqualTo("team");
        assertThat(made.path("models")).hasSize(2);
        assertThat(made.path("networks")).hasSize(1);
        assertThat(made.path("expires_at").asText()).isEqualTo(end);
        String path = "/api/keys/" + made.path("id").asText();
        Reply raised = vera("PATCH", path, body).expect(403);
        assertThat(raised.param()).isEqualTo(field);
        vera("PATCH", path, "{'models':['m2'],'networks':['10.1.0.0/16']}").expect(200);
    }

    @ParameterizedTest
    @CsvSource({"user_id, '\"bob\"'", "may_explain, true"})
    void whatIsNotAUsersToSayIsNoFieldForThem(String field, String value) {
        String body = "{\"name\":\"k\",\"" + field + "\":" + value + "}";

        assertThat(vera("POST", "/api/keys", body).expect(400).param()).isEqualTo(field);
        String path = "/api/keys/" + make("{'name':'k'}").path("id").asText();
        assertThat(vera("PATCH", path, body).expect(400).param()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'budget':'5'",
                "'requests_per_minute':5",
                "'tokens_per_minute':5",
                "'concurrency':5",
                "'enabled':false"
            })
    void whoHasOnlyKeysThatCountOrThatAreOverMakesNone(String field) {
        give("{'name':'g','user_id':'vera'," + field + "}");

        assertThat(vera("POST", "/api/keys", "{'name':'k'}").expect(403).code()).isEqualTo("no_own_keys");
        JsonNode terms = vera("GET", "/api/keys/terms", "").expect(200).json();
        assertThat(terms.path("refusal").asText()).isNotEmpty();
        assertThat(terms.path("terms")).isEmpty();
    }

    @Test
    void aKeyThatIsDisabledGoesNoFurtherEither() {
        give("{'name':'g','user_id':'vera','group':'team','models':['m1']}");
        String path = "/api/keys/" + make("{'name':'k'}").path("id").asText();

        assertThat(vera("PATCH", path, "{'enabled':false,'models':[]}")
                        .expect(403)
                        .param())
                .isEqualTo("models");
        vera("POST", path + "/disable", "{}").expect(200);
        assertThat(vera("PATCH", path, "{'group':'dear'}").expect(403).param()).isEqualTo("group");
        vera("PATCH", path, "{'networks':['10.0.0.0/8'],'name':'renamed'}").expect(200);
        JsonNode enabled =
                management.patch(path, "{\"enabled\":true}").expect(200).json();
        assertThat(enabled.path("group").asText()).isEqualTo("team");
        assertThat(enabled.path("models")).hasSize(1);
    }

    @Test
    void whoMayMakeNoKeyAnyMoreStillRenamesAndDisablesOne() {
        String path = "/api/keys/" + make("{'name':'k'}").path("id").asText();
        give("{'name':'g','user_id':'vera','budget':'5'}");

        vera("PATCH", path, "{'enabled':false}").expect(200);
        vera("PATCH", path, "{'name':'renamed'}").expect(200);
        assertThat(vera("PATCH", path, "{'budget':'1'}").expect(403).code()).isEqualTo("no_own_keys");
        vera("PATCH", path, "{'enabled':true}").expect(403);
    }

    @Test
    void theNameOfThePlaygroundsKeyIsItsAlone() {
        String path = "/api/keys/" + make("{'name':'k'}").path("id").asText();

        assertThat(vera("POST", "/api/keys", "{'name':'playground'}")
                        .expect(400)
                        .param())
                .isEqualTo("name");
        assertThat(vera("PATCH", path, "{'name':'playground'}").expect(400).param())
                .isEqualTo("name");
        vera("POST", "/api/playground/key", "").expect(201);
    }

    @Test
    void whatIsRefusedOrChangesNothingIsNoNewsForTheNodes() {
        String path = "";
        for (int i = 0; i < MOST; i++) {
            path = "/api/keys/" + make("{'name':'k" + i + "'}").path("id").asText();
        }
        String tag = vera("GET", path, "").header("etag");
        long generation = management.store.generation();

        vera("POST", "/api/keys", "{'name':'one more'}").expect(409);
        Reply same = vera("PATCH", path, "{'enabled':true}").expect(200);

        assertThat(management.store.generation()).isEqualTo(generation);
        assertThat(same.header("etag")).isEqualTo(tag);
        vera("PATCH", path, "{'enabled':false}").expect(200);
        assertThat(management.store.generation()).isGreaterThan(generation);
    }

    @Test
    void theTermsSayWhatAKeyMayHave() {
        give("{'name':'g','user_id':'vera','group':'team','models':['m1']}");
        give("{'name':'h','user_id':'vera','group':'dear'}");
        make("{'name':'k','group':'team'}");

        JsonNode terms = vera("GET", "/api/keys/terms", "").expect(200).json();

        assertThat(terms.path("most").asInt()).isEqualTo(MOST);
        assertThat(terms.path("used").asInt()).isEqualTo(1);
        assertThat(terms.path("refusal").isNull()).isTrue();
        assertThat(terms.at("/terms/0/group").asText()).isEqualTo("dear");
        assertThat(terms.at("/terms/1/models/0").asText()).isEqualTo("m1");
    }

    @Test
    void ofManyAtOnceAUserMakesAsManyAsMayBe() throws ExecutionException, InterruptedException {
        List<Future<Integer>> statuses = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(12)) {
            for (int i = 0; i < 12; i++) {
                String body = "{\"name\":\"k" + i + "\"}";
                statuses.add(
                        threads.submit(() -> vera("POST", "/api/keys", body).status()));
            }
        }
        List<Integer> said = new ArrayList<>();
        for (Future<Integer> status : statuses) {
            said.add(status.get());
        }

        assertThat(said).filteredOn(one -> one == 201).hasSize(MOST);
        assertThat(said).filteredOn(one -> one == 409).hasSize(12 - MOST);
        assertThat(vera("POST", "/api/keys", "{'name':'one more'}").expect(409).code())
                .isEqualTo("too_many_keys");
        give("{'name':'g','user_id':'vera'}");
    }

    @Test
    void keysOfAUserGoAlongWhenTheUserMovesToAnotherGroup() {
        JsonNode made = make("{'name':'k'}");

        management.patch("/api/users/vera", "{\"default_group\":\"team\"}").expect(200);

        JsonNode moved =
                vera("GET", "/api/keys/" + made.path("id").asText(), "").json();
        assertThat(moved.path("group").asText()).isEqualTo("team");
    }

    @Test
    void aTokenWithAnEndLeavesNothingThatOutlivesIt() {
        var end = management.clock.instant().plus(Duration.ofHours(1));
        management.store.tokens().put(management.vault.digestToken("short"), Purpose.MANAGEMENT, "vera", end);
        String given = give("{'name':'g','user_id':'vera'}");

        Reply refused = management
                .call("POST", "/api/keys", "{\"name\":\"k\"}", "short")
                .expect(403);

        assertThat(refused.param()).isEqualTo("expires_at");
        management.call("POST", "/api/keys/" + given + "/rotate", "{}", "short").expect(403);
        management
                .call("POST", "/api/keys", "{\"name\":\"k\",\"expires_at\":\"" + end + "\"}", "short")
                .expect(201);
    }

    @Test
    void aRepeatedRotationIsDoneOnce() {
        String path = "/api/keys/" + make("{'name':'k'}").path("id").asText() + "/rotate";
        HttpRequest.Builder request = management
                .request(path)
                .header("Authorization", "Bearer of-vera")
                .header("Idempotency-Key", "once")
                .POST(HttpRequest.BodyPublishers.noBody());

        JsonNode first = management.send(request).expect(200).json();
        JsonNode second = management.send(request).expect(200).json();

        assertThat(second).isEqualTo(first);
        assertThat(isGood(first)).isTrue();
    }

    /** Whatever a user asks for, in whatever order: no key of theirs is ever more than one that they were given. */
    @Test
    void inThousandsOfRandomRequestsNoGrantExceedsTheGranter() {
        long seed = 7_2026;
        Random random = new Random(seed);
        give("{'name':'g','user_id':'vera','group':'team','models':['m1','m2'],'networks':['10.0.0.0/8']}");
        give("{'name':'h','user_id':'vera','group':'dear','models':['m3']}");
        int beyond = 0;
        int done = 0;
        int made = 0;
        for (int i = 0; i < 3_000; i++) {
            List<JsonNode> mine = new ArrayList<>();
            if (i % 20 == 0) {
                vera("GET", "/api/keys", "").json().path("data").forEach(mine::add);
                beyond += (int) mine.stream().filter(OwnKeysTest::isBeyond).count();
                mine.stream()
                        .filter(key -> key.path("kind").asText().equals("own"))
                        .filter(key -> random.nextBoolean())
                        .forEach(key ->
                                vera("DELETE", "/api/keys/" + key.path("id").asText(), ""));
                known = mine.stream().map(key -> key.path("id").asText()).toList();
            }
            boolean changes = !known.isEmpty() && random.nextBoolean();
            String path = changes ? "/api/keys/" + known.get(random.nextInt(known.size())) : "/api/keys";
            Reply reply = vera(changes ? "PATCH" : "POST", path, wish(random));
            assertThat(reply.status()).as(reply.text()).isIn(200, 201, 400, 403, 404, 409);
            done += reply.status() < 300 ? 1 : 0;
            made += reply.status() == 201 ? 1 : 0;
            beyond += reply.status() < 300 && isBeyond(reply.json()) ? 1 : 0;
            if (changes && random.nextInt(4) == 0) {
                Reply enabled = management.patch(path, "{\"enabled\":true}");
                beyond += enabled.status() < 300 && isBeyond(enabled.json()) ? 1 : 0;
            }
        }

        System.out.println("A1k " + beyond + " keys_beyond_what_was_given_of_" + made + "_made_and_"
                + (done - made) + "_changed_seed_" + seed + " "
                + (beyond == 0 ? "pass" : "fail"));
        assertThat(made).isGreaterThan(100);
        assertThat(done - made).isGreaterThan(100);
        assertThat(beyond).isZero();
    }

    private List<String> known = List.of();

    private static String wish(Random random) {
        StringBuilder wish = new StringBuilder("{'name':'k" + random.nextInt(1000) + "'");
        List<String> parts = List.of(
                "'group':'team'",
                "'group':'dear'",
                "'group':'default'",
                "'models':['m1']",
                "'models':['m3']",
                "'models':['m1','m3']",
                "'models':[]",
                "'models':null",
                "'networks':['10.2.0.0/16']",
                "'networks':['11.0.0.0/8']",
                "'networks':[]",
                "'budget':'1'",
                "'enabled':false",
                "'enabled':true");
        List<String> said = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String part = parts.get(random.nextInt(parts.size()));
            String field = part.substring(0, part.indexOf(':'));
            if (said.stream().noneMatch(field::equals)) {
                said.add(field);
                wish.append(',').append(part);
            }
        }
        return wish.append('}').toString();
    }

    private static boolean isBeyond(JsonNode key) {
        if (!key.path("kind").asText().equals("own")) {
            return false;
        }
        List<String> models = new ArrayList<>();
        key.path("models").forEach(model -> models.add(model.asText()));
        List<String> networks = new ArrayList<>();
        key.path("networks").forEach(network -> networks.add(network.asText()));
        boolean team = key.path("group").asText().equals("team")
                && !models.isEmpty()
                && List.of("m1", "m2").containsAll(models)
                && !networks.isEmpty()
                && networks.stream().allMatch(one -> one.startsWith("10."));
        boolean dear = key.path("group").asText().equals("dear") && models.equals(List.of("m3"));
        return !team && !dear;
    }
}
