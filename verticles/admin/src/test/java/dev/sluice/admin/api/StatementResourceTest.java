package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.Management;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Role;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CreditResourcesTest} has what statements say. */
class StatementResourceTest {
    private static final Principal ADA = new Principal("ada", Role.USER, new Principal.Means.Nothing());

    private static final ApiRequest.Envelope FROM =
            new ApiRequest.Envelope("127.0.0.1", "req-1", "", true, "localhost", ApiRequest.Conditions.NONE);

    @Test
    void aUserHasOneStatementMadeAtATimeAndDoesNotKeepOthersFromTheirs(@TempDir Path folder) {
        try (var management = new Management(folder)) {
            management.store.users().create(new User("ada", "Ada", "user", true, false));
            var turns = new Turns();
            var statements = new StatementResource(management.store, management.clock, turns);
            var hers = new ApiRequest(ADA, Map.of("id", "ada"), Map.of(), Bytes.EMPTY, FROM);
            var byAdministrator = new ApiRequest(
                    new Principal("admin", Role.ROOT, new Principal.Means.Nothing()),
                    Map.of("id", "ada"),
                    Map.of(),
                    Bytes.EMPTY,
                    FROM);

            assertThatThrownBy(() -> turns.take(ADA, () -> statements.ofUser(hers)))
                    .isInstanceOfSatisfying(GatewayException.class, refusal -> {
                        assertThat(refusal.error().kind()).isEqualTo(Kind.RATE_LIMITED);
                        assertThat(refusal.error().retryAfter()).isPositive();
                    });
            int meanwhile =
                    turns.take(ADA, () -> statements.ofUser(byAdministrator).status());

            assertThat(meanwhile).isEqualTo(200);
            assertThat(statements.ofUser(hers).status()).isEqualTo(200);
        }
    }
}
