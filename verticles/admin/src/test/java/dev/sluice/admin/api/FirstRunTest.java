package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.http.TrustedProxies;
import dev.sluice.admin.signin.SetupLinks;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Users;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A10: before it is set up a gateway lets nobody in, and whoever was shown the link becomes its administrator, once. */
class FirstRunTest {
    private static final String FROM_THE_NETWORK = "203.0.113.9";
    /** Passwords with which other systems begin, and what guessers begin with. */
    private static final List<String> DEFAULTS = List.of(
            "",
            "admin",
            "root",
            "123456",
            "password",
            "sluice",
            "changeme",
            "default",
            "administrator",
            "123456123456");

    private static final List<String> NAMES = List.of("admin", "root", "sluice", "Administrator", "user", "guest", "");
    private static final List<String> SAMPLES = List.of(
            "", " ", "null", "undefined", "admin", "token", "sk-", "sk-1234", "sk-1234567890", "sk-sluice", "changeme");

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management =
                new Management(folder, AdminSettings.defaults("1.2.3").behind(TrustedProxies.of(List.of("127.0.0.1"))));
        // The operator's token is an operator's doing; a first run has none.
        management.store.tokens().revoke(management.vault.digestToken(Management.TOKEN));
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private Reply ask(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = management.request(path).header("X-Forwarded-For", FROM_THE_NETWORK);
        headers.forEach(request::header);
        return management.send(
                body.isEmpty()
                        ? request.method(method, HttpRequest.BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply setUp(String link, String password) {
        return ask("POST", "/api/setup", "{\"token\":\"" + link + "\",\"password\":\"" + password + "\"}", Map.of());
    }

    private List<User> administrators() {
        return management.store.users().list().stream()
                .filter(user -> !user.role().equals("user"))
                .toList();
    }

    @Test
    void fromTheNetworkNothingIsToBeHadBeforeItIsSetUp() {
        SetupLinks.fresh(management.store, management.vault);
        List<String> letIn = new ArrayList<>();
        int asked = 0;
        for (Route route : management.routes().routes()) {
            if (route.access() == Access.ANYONE) {
                continue;
            }
            String body = route.writes() ? "{}" : "";
            for (Map<String, String> shown : credentials()) {
                asked++;
                int status = ask(route.method().name(), Management.somePath(route), body, shown)
                        .status();
                if (status != 401) {
                    letIn.add(route.name() + " " + shown + " " + status);
                }
            }
        }
        for (String name : NAMES) {
            for (String password : DEFAULTS) {
                asked++;
                int status = ask(
                                "POST",
                                "/api/session",
                                "{\"user\":\"" + name + "\",\"password\":\"" + password + "\"}",
                                Map.of())
                        .status();
                if (status < 400 || status > 499) {
                    letIn.add("sign-in " + name + ":" + password + " " + status);
                }
            }
        }
        for (String sample : SAMPLES) {
            asked++;
            int status = setUp(sample, "a long enough password").status();
            if (status != 401 && status != 400) {
                letIn.add("set-up " + sample + " " + status);
            }
        }
        asked++;
        int signUp = ask(
                        "POST",
                        "/api/sign-up",
                        "{\"invite_code\":\"AAAAAAAAAA\",\"name\":\"eve\",\"password\":\"a long enough password\"}",
                        Map.of())
                .status();
        if (signUp < 400 || signUp > 499) {
            letIn.add("sign-up " + signUp);
        }

        System.out.println("A10.defaults " + letIn.size() + " default_credentials_accepted_of_" + asked + " "
                + (letIn.isEmpty() ? "pass" : "fail"));
        assertThat(letIn).isEmpty();
        assertThat(administrators()).extracting(User::id).containsExactly(Users.ADMIN);
        assertThat(management.store.users().passwordHash(Users.ADMIN)).isEmpty();
    }

    private static List<Map<String, String>> credentials() {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (String sample : SAMPLES) {
            all.add(Map.of("Authorization", "Bearer " + sample));
            all.add(Map.of("x-api-key", sample));
            Map<String, String> cookies = new TreeMap<>();
            cookies.put("Cookie", "__Host-sluice-access=" + sample + "; __Host-sluice-refresh=" + sample);
            cookies.put("X-CSRF-Token", sample);
            all.add(cookies);
        }
        for (String password : List.of("admin:admin", "root:123456", "admin:")) {
            String basic = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
            all.add(Map.of("Authorization", "Basic " + basic));
        }
        return all;
    }

    @Test
    void ofManyWhoSetUpAtOnceWithLinksOfManyStartsOneDoes() throws ExecutionException, InterruptedException {
        String old = SetupLinks.fresh(management.store, management.vault);
        String link = SetupLinks.fresh(management.store, management.vault);
        List<Future<Reply>> replies = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 32; i++) {
                String shown = i % 4 == 0 ? old : link;
                String password = "a long enough password " + i;
                replies.add(threads.submit(() -> setUp(shown, password)));
            }
        }
        int winners = 0;
        for (Future<Reply> reply : replies) {
            winners += reply.get().status() == 200 ? 1 : 0;
        }
        int later = setUp(link, "another long password").status();
        management.clock.advance(SetupLinks.LIFE);
        String fresh = SetupLinks.fresh(management.store, management.vault);
        management.clock.advance(SetupLinks.LIFE.plusSeconds(5));
        int late = setUp(fresh, "another long password").status();

        int second = winners
                - 1
                + (later == 200 ? 1 : 0)
                + (late == 200 ? 1 : 0)
                + administrators().size()
                - 1;
        System.out.println("A10.race " + second + " second_administrators_of_34_who_tried "
                + (second == 0 && winners == 1 ? "pass" : "fail"));
        assertThat(winners).isEqualTo(1);
        assertThat(later).isEqualTo(401);
        assertThat(late).isEqualTo(401);
        assertThat(administrators()).extracting(User::id).containsExactly(Users.ADMIN);
    }
}
