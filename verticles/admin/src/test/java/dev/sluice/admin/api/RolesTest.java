package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Route;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what. The lists here are the law that the table of routes is held to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
    private static final Set<String> FOR_ANYONE = Set.of(
            "POST /api/setup",
            "POST /api/session",
            "POST /api/session/passkey",
            "POST /api/session/passkey/options",
            "POST /api/sign-up",
            "GET /api/openapi.json");
    private static final Set<String> FOR_WHOEVER_IS_SIGNED_IN = Set.of(
            "DELETE /api/session",
            "GET /api/profile",
            "POST /api/profile/password",
            "POST /api/profile/totp",
            "POST /api/profile/totp/confirm",
            "DELETE /api/profile/totp",
            "GET /api/profile/passkeys",
            "POST /api/profile/passkeys",
            "POST /api/profile/passkeys/options",
            "DELETE /api/profile/passkeys/{id}",
            "GET /api/announcements/current",
            "GET /api/sessions",
            "DELETE /api/sessions",
            "DELETE /api/sessions/{id}",
            "GET /api/tokens",
            "POST /api/tokens",
            "DELETE /api/tokens/{id}");
    /** Users see what is theirs, and auditors everything. */
    private static final Set<String> TO_LOOK_AT_ONES_OWN = Set.of(
            "GET /api/requests",
            "GET /api/requests/export",
            "GET /api/requests/{id}",
            "GET /api/requests/{id}/explain",
            "GET /api/usage",
            "GET /api/usage/export",
            "GET /api/topups",
            "GET /api/topups/{id}",
            "GET /api/invitations",
            "GET /api/models",
            "GET /api/keys",
            "GET /api/keys/terms",
            "GET /api/keys/{id}",
            "GET /api/users/{id}/statement",
            "GET /api/keys/{id}/statement");

    private static final Set<String> TO_CHANGE_ONES_OWN = Set.of(
            "POST /api/redeem",
            "POST /api/playground/key",
            "POST /api/keys",
            "PATCH /api/keys/{id}",
            "POST /api/keys/{id}/disable",
            "POST /api/keys/{id}/rotate",
            "DELETE /api/keys/{id}");
    private static final Set<String> FOR_ROOT = Set.of("POST /api/revisions/{id}/restore");

    private enum Caller {
        NOBODY,
        USER,
        AUDITOR,
        ADMIN,
        ROOT,
        DISABLED,
        EXPIRED,
        /** Shows a token that is good for something else. */
        MISTAKEN
    }

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        for (Role role : Role.values()) {
            management.store.users().create(new User("a-" + role.word(), "a " + role.word(), role.word(), true, false));
        }
        management.store.users().create(new User("gone", "Gone", "root", false, false));
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private static boolean may(Caller caller, String route) {
        boolean reads = route.startsWith("GET ");
        if (FOR_ANYONE.contains(route)) {
            return true;
        }
        return switch (caller) {
            case NOBODY, DISABLED, EXPIRED, MISTAKEN -> false;
            case USER ->
                FOR_WHOEVER_IS_SIGNED_IN.contains(route)
                        || TO_LOOK_AT_ONES_OWN.contains(route)
                        || TO_CHANGE_ONES_OWN.contains(route);
            case AUDITOR -> reads || FOR_WHOEVER_IS_SIGNED_IN.contains(route);
            case ADMIN -> !FOR_ROOT.contains(route);
            case ROOT -> true;
        };
    }

    private static boolean isKnown(Caller caller) {
        return switch (caller) {
            case NOBODY, DISABLED, EXPIRED, MISTAKEN -> false;
            case USER, AUDITOR, ADMIN, ROOT -> true;
        };
    }

    @Test
    void everyRouteAnswersEveryCallerAsTheListsSay() {
        List<String> unexpected = new ArrayList<>();
        int asked = 0;
        for (Route route : management.routes().routes()) {
            for (Caller caller : Caller.values()) {
                int status = ask(route, token(caller)).status();
                asked++;
                if (!isExpected(route, caller, status)) {
                    unexpected.add(caller + " " + route.name() + " " + status);
                }
            }
        }

        System.out.println("A1 " + unexpected.size() + " unexpected_answers_of_" + asked + " "
                + (unexpected.isEmpty() ? "pass" : "fail"));
        assertThat(unexpected).isEmpty();
    }

    private static boolean isExpected(Route route, Caller caller, int status) {
        if (FOR_ANYONE.contains(route.name())) {
            return status != 403;
        }
        if (may(caller, route.name())) {
            return status != 401 && status != 403;
        }
        return status == (isKnown(caller) ? 403 : 401);
    }

    @Test
    void theListsNameNoRouteThatIsNotThere() {
        Set<String> listed = new TreeSet<>();
        List.of(FOR_ANYONE, FOR_WHOEVER_IS_SIGNED_IN, TO_LOOK_AT_ONES_OWN, TO_CHANGE_ONES_OWN, FOR_ROOT)
                .forEach(listed::addAll);

        assertThat(management.routes().routes().stream().map(Route::name).collect(Collectors.toSet()))
                .containsAll(listed);
    }

    @Test
    void nobodyGivesARoleAboveTheirOwn() {
        List<String> unexpected = new ArrayList<>();
        int asked = 0;
        for (Role granter : List.of(Role.ADMIN, Role.ROOT)) {
            for (Role granted : Role.values()) {
                String body =
                        "{\"name\":\"" + granter + " makes " + granted + "\",\"role\":\"" + granted.word() + "\"}";
                int made = as(granter, "POST", "/api/users", body).status();
                String target = "of-" + granter.word() + "-to-" + granted.word();
                management.store.users().create(new User(target, target, "user", true, false));
                int raised = as(granter, "PATCH", "/api/users/" + target, "{\"role\":\"" + granted.word() + "\"}")
                        .status();
                boolean exceeds = granter == Role.ADMIN && granted == Role.ROOT;
                asked += 2;
                if (made != (exceeds ? 403 : 201) || raised != (exceeds ? 403 : 200)) {
                    unexpected.add(granter + " to " + granted + ": " + made + ", " + raised);
                }
            }
        }

        System.out.println("A1g " + unexpected.size() + " grants_beyond_the_granter_of_" + asked + " "
                + (unexpected.isEmpty() ? "pass" : "fail"));
        assertThat(unexpected).isEmpty();
    }

    @Test
    void anAdministratorDoesNotTouchRoot() {
        Reply refused = as(Role.ADMIN, "PATCH", "/api/users/a-root", "{\"enabled\":false}")
                .expect(403);

        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(management.store.users().get("a-root").orElseThrow().enabled())
                .isTrue();
    }

    @Test
    void nobodyChangesTheirOwnRoleAndTheFirstStaysRoot() {
        assertThat(as(Role.ADMIN, "PATCH", "/api/users/a-admin", "{\"role\":\"user\"}")
                        .expect(400)
                        .param())
                .isEqualTo("role");
        assertThat(as(Role.ROOT, "PATCH", "/api/users/admin", "{\"role\":\"user\"}")
                        .expect(400)
                        .param())
                .isEqualTo("role");
        JsonNode first = management.get("/api/users/admin").expect(200).json();
        assertThat(first.path("role").asText()).isEqualTo("root");
    }

    private Reply as(Role role, String method, String path, String body) {
        return management.call(method, path, body, token(Caller.valueOf(role.name())));
    }

    private Reply ask(Route route, @Nullable String token) {
        String body = route.writes() ? "{}" : null;
        return management.call(route.method().name(), Management.somePath(route), body, token);
    }

    /** A fresh one each time: some routes make the token void that they are asked with. */
    private @Nullable String token(Caller caller) {
        return switch (caller) {
            case NOBODY -> null;
            case USER, AUDITOR, ADMIN, ROOT ->
                put("a-" + caller.name().toLowerCase(Locale.ROOT), Purpose.MANAGEMENT, null);
            case DISABLED -> put("gone", Purpose.MANAGEMENT, null);
            case EXPIRED ->
                put("a-root", Purpose.MANAGEMENT, management.clock.instant().minus(Duration.ofSeconds(1)));
            case MISTAKEN -> put("a-root", Purpose.SETUP, null);
        };
    }

    private String put(String user, Purpose purpose, @Nullable Instant expiresAt) {
        String token = "token-" + System.nanoTime();
        management.store.tokens().put(management.vault.digestToken(token), purpose, user, expiresAt);
        return token;
    }
}
