package dev.sluice.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.admin.http.Admission;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.Presented;
import dev.sluice.admin.http.Presented.SessionCookies;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.signin.BrowserSessions.Origin;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Users;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenDoorkeeperTest {
    private static final Route ROUTE = Route.self(HttpMethod.GET, "/api/profile", request -> Answer.nothing());

    private final Vertx vertx = Vertx.vertx();
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The store of the node, whose users cannot be looked up. */
    private Store withoutUsers() {
        return (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("users")) {
                        throw new StoreUnavailable("away", new IOException("away"));
                    }
                    return method.invoke(management.store, arguments);
                });
    }

    @Test
    void aDatabaseThatGoesAwayAfterTheTurnDoesNotLoseTheNewRefreshToken() {
        var tokens = new AccessTokens(vertx, Bytes.utf8("a key that is for tests only, and long"), management.clock);
        var sessions = new BrowserSessions(
                management.store.sessions(),
                tokens,
                new BrowserSessions.Means(management.vault, management.clock, Duration.ofHours(12)));
        String cookie = sessions.begin(Users.ADMIN, new Origin("127.0.0.1", "a browser", true))
                .cookies()
                .getLast();
        String refresh = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        var presented = new Presented(null, new SessionCookies(null, refresh, null, true, true));

        Admission admission = new TokenDoorkeeper(withoutUsers(), management.vault, management.clock, sessions)
                .admit(ROUTE, presented);

        GatewayError refusal = Objects.requireNonNull(admission.refusal());
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(admission.cookies()).hasSize(2).last().asString().contains("sluice-refresh=");
    }
}
