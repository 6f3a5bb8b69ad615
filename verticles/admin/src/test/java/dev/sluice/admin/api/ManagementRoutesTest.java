package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Responder;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Route;
import dev.sluice.model.catalog.User;
import dev.sluice.prices.PriceDocument;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementRoutesTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void onlySigningInAndTheDocumentNeedNoToken() {
        Set<String> open = management.routes().routes().stream()
                .filter(route -> route.access() == Access.ANYONE)
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toSet());

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "POST /api/setup",
                        "POST /api/session",
                        "POST /api/session/passkey",
                        "POST /api/session/passkey/options",
                        "POST /api/sign-up",
                        "GET /api/openapi.json");
    }

    @Test
    void everyOtherRouteRefusesAWrongTokenAndNone() {
        for (Route route : management.routes().routes()) {
            if (route.access() == Access.ANYONE) {
                continue;
            }
            for (Optional<String> token :
                    List.of(Optional.<String>empty(), Optional.of("wrong"), Optional.of("sk-not-a-management-token"))) {
                Reply reply = management.call(route.method().name(), at(route), body(route), token.orElse(null));

                reply.expect(401);
                assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
                assertThat(reply.code()).isEqualTo("invalid_management_token");
                assertThat(reply.json().at("/error/type").asText()).isEqualTo("authentication_error");
                assertThat(reply.json().at("/error/request_id").asText()).isEqualTo(reply.header("x-request-id"));
            }
        }
    }

    @Test
    void tokensOfADisabledUserAndExpiredTokensAreUnknown() {
        management.store.users().create(new User("gone", "Gone", "admin", false, false));
        management.store.tokens().put(management.vault.digestToken("of-gone"), Purpose.MANAGEMENT, "gone", null);
        management
                .store
                .tokens()
                .put(
                        management.vault.digestToken("old"),
                        Purpose.MANAGEMENT,
                        "admin",
                        management.clock.instant().minus(Duration.ofSeconds(1)));

        management.call("GET", "/api/keys", null, "of-gone").expect(401);
        management.call("GET", "/api/keys", null, "old").expect(401);
    }

    @Test
    void aSetUpTokenOrACookieIsNoManagementToken() {
        management.store.tokens().put(management.vault.digestToken("setup"), Purpose.SETUP, "admin", null);

        management.call("GET", "/api/keys", null, "setup").expect(401);
        management
                .send(management.request("/api/keys").header("Cookie", "token=" + Management.TOKEN + "; session=x"))
                .expect(401);
    }

    @Test
    void theDocumentAndTheTableNameTheSameRoutes() {
        JsonNode paths = document().path("paths");
        Set<String> documented = new TreeSet<>();
        paths.fieldNames()
                .forEachRemaining(path -> paths.path(path).fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        documented.add(method.toUpperCase(Locale.ROOT) + " " + path);
                    }
                }));

        Set<String> served = management.routes().routes().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(served);
    }

    @Test
    void theDocumentSaysWhichRoutesNeedNoToken() {
        for (Route route : management.routes().routes()) {
            JsonNode operation = document()
                    .path("paths")
                    .path(route.path())
                    .path(route.method().name().toLowerCase(Locale.ROOT));

            assertThat(operation.has("security")).as(route.path()).isEqualTo(route.access() == Access.ANYONE);
            assertThat(operation.path("responses").has("401"))
                    .as(route.path())
                    .isEqualTo(!route.path().equals("/api/openapi.json"));
        }
    }

    @Test
    void theDocumentSaysWhichRoutesNotEverybodyMayUse() {
        JsonNode paths = document().path("paths");
        for (Route route : management.routes().routes()) {
            String method = route.method().name().toLowerCase(Locale.ROOT);

            assertThat(paths.path(route.path()).path(method).path("responses").has("403"))
                    .as(method + " " + route.path())
                    .isEqualTo(isRefusedToSome(route));
        }
    }

    @Test
    void theDocumentNamesJustTheFieldsThatCanBeWritten() {
        assertThat(fields("NewKey")).isEqualTo(KeyForm.CREATABLE);
        assertThat(fields("KeyPatch")).isEqualTo(KeyForm.PATCHABLE);
        assertThat(fields("NewChannel")).isEqualTo(ChannelForm.WRITABLE);
        assertThat(fields("ChannelPatch")).isEqualTo(ChannelForm.WRITABLE);
        assertThat(fields("Timeouts")).isEqualTo(ChannelForm.TIMEOUTS);
        assertThat(fields("NewUser")).isEqualTo(UserResource.CREATABLE);
        assertThat(fields("UserPatch")).isEqualTo(UserResource.WRITABLE);
        assertThat(fields("Credit")).isEqualTo(UserResource.CREDIT);
        assertThat(fields("PriceChange")).isEqualTo(PriceDocument.KEYS);
        assertThat(fields("PriceDryRun")).isEqualTo(PriceResource.DRY_RUN);
        assertThat(fields("NewBudget")).isEqualTo(BudgetResource.CREATABLE);
        assertThat(fields("BudgetPatch")).isEqualTo(BudgetResource.PATCHABLE);
        assertThat(fields("NewGroup")).isEqualTo(GroupResource.CREATABLE);
        assertThat(fields("GroupPatch")).isEqualTo(GroupResource.PATCHABLE);
        assertThat(fields("NewRedemption")).isEqualTo(RedemptionResource.CREATABLE);
        assertThat(fields("RedemptionPatch")).isEqualTo(RedemptionResource.PATCHABLE);
        assertThat(fields("Redeem")).isEqualTo(RedemptionResource.REDEEM);
        assertThat(fields("NewTopup")).isEqualTo(TopupResource.CREATABLE);
        assertThat(fields("TopupPaid")).isEqualTo(TopupResource.PAID);
        assertThat(fields("InvitationPatch")).isEqualTo(InvitationResource.PATCHABLE);
        assertThat(fields("Adjustment")).isEqualTo(AdjustmentResource.WRITABLE);
        assertThat(fields("NewProviderReport")).isEqualTo(LedgerResource.REPORT);
        assertThat(fields("Setup")).isEqualTo(SignInResource.SETUP);
        assertThat(fields("NewManagementToken")).isEqualTo(TokenResource.CREATABLE);
        assertThat(fields("SignUp")).isEqualTo(SignInResource.SIGN_UP);
        assertThat(fields("PasswordChange")).isEqualTo(ProfileResource.PASSWORD);
        assertThat(fields("NewAnnouncement")).isEqualTo(AnnouncementResource.WRITABLE);
        assertThat(fields("AnnouncementPatch")).isEqualTo(AnnouncementResource.WRITABLE);
        assertThat(fields("PasswordShown")).isEqualTo(TotpResource.SET).isEqualTo(PasskeyResource.OPTIONS);
        assertThat(fields("TotpConfirmation")).isEqualTo(TotpResource.CONFIRM);
        assertThat(fields("TotpRemoval")).isEqualTo(TotpResource.REMOVE);
        assertThat(fields("NewPasskey")).isEqualTo(PasskeyResource.CREATE);
        assertThat(fields("PasskeySignIn")).isEqualTo(PasskeyResource.SIGN_IN);
        assertThat(fields("SignIn")).isEqualTo(SignInResource.SESSION);
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() {
        JsonNode document = document();

        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/keys, 'GET, POST'",
        "DELETE, /api/keys, 'GET, POST'",
        "OPTIONS, /api/keys, 'GET, POST'",
        "HEAD, /api/keys, 'GET, POST'",
        "GET, /api/session, 'DELETE, POST'"
    })
    void aMethodThatAPathDoesNotKnowIsRefusedWithThoseItDoes(String method, String path, String allowed) {
        Reply reply = management.call(method, path, null, Management.TOKEN).expect(405);

        assertThat(reply.header("allow")).isEqualTo(allowed);
        assertThat(reply.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/keys/",
                "/api//keys",
                "/api/Keys",
                "/api/keys/%2e%2e/status",
                "/api/keys/a%2Fb",
                "/api/keys/../status",
                "/api/keys/x/enable/now",
                "/api/statuses"
            })
    void everyPathHasOneSpelling(String path) {
        management.get(path).expect(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/keys", "/api/none", "/api/openapi.json", "/", "/none", "/app.js"})
    void everyAnswerCarriesTheSecurityHeaders(String path) {
        Reply reply = management.call("GET", path, null, null);

        Responder.SECURITY_HEADERS.forEach(
                (name, value) -> assertThat(reply.header(name)).as(name).isEqualTo(value));
        assertThat(reply.header("content-security-policy")).contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(reply.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(reply.header("cache-control")).isIn("no-store", "no-cache");
    }

    @Test
    void aRequestIdIsKeptIfItIsSaneAndMadeIfNot() {
        var kept = management.send(management.request("/api/keys").header("X-Request-Id", "trace-1.2:3"));
        var made = management.send(management.request("/api/keys").header("X-Request-Id", "a b<script>"));

        assertThat(kept.header("x-request-id")).isEqualTo("trace-1.2:3");
        assertThat(made.header("x-request-id")).matches("req_[0-9a-f]{32}");
    }

    private static boolean isRefusedToSome(Route route) {
        return Arrays.stream(Role.values()).anyMatch(role -> !route.access().allows(role, route.writes()));
    }

    private JsonNode document() {
        return management
                .call("GET", "/api/openapi.json", null, null)
                .expect(200)
                .json();
    }

    private Set<String> fields(String schema) {
        JsonNode node = document().at("/components/schemas/" + schema);
        assertThat(node.path("additionalProperties").asBoolean(true)).as(schema).isFalse();
        Set<String> names = new TreeSet<>();
        node.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String at(Route route) {
        return route.path().replaceAll("\\{[a-z]+}", "some-id");
    }

    private static @Nullable String body(Route route) {
        return route.method().name().equals("GET") ? null : "{}";
    }
}
