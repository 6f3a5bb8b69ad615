package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.refusal;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.RateLimit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of keys that may not call as often as they like, of which a node alone keeps count. */
final class LimitedKeysTest {
    private final MemoryStore store = new MemoryStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Accounting accounting = new Accounting(
            new AccountingNode("node-1", store, meters, new HandClock().clocks(), new MemoryJournals()),
            AccountingSettings.DEFAULT,
            Scene.BOOK);

    @BeforeEach
    void open() {
        store.users().create(RICH);
        await(accounting.enter());
    }

    @AfterEach
    void close() {
        await(accounting.leave());
    }

    private void give(String id, ApiKey key) {
        store.keys().create(key, digest(id));
    }

    @Test
    void aUsersLimitHoldsForAllItsKeysTogether() {
        RateLimit limit = new RateLimit("l1", LimitState.Scope.USER, RICH.id(), new KeyLimits(1L, null, null));
        store.accounts().rateLimits().create(limit);
        give("k", key("k", RICH));
        give("l", key("l", RICH));
        await(accounting.admit(request("k")));

        Admission refused = await(accounting.admit(request("l")));

        assertThat(refusal(refused).message()).isEqualTo("The user's limit of 1 requests per minute is reached.");
        assertThat(((Admission.Refused) refused).limits().getFirst().scope()).isEqualTo(LimitState.Scope.USER);
    }

    @Test
    void aLimitThatIsReachedSaysWhichAndWhenToComeBack() {
        give("k", key("k", RICH, new KeyLimits(1L, null, null), null));
        await(accounting.admit(request("k")));

        Admission.Refused refused = (Admission.Refused) await(accounting.admit(request("k")));

        assertThat(refused.error().kind()).isEqualTo(GatewayError.Kind.RATE_LIMITED);
        assertThat(refused.error().message()).isEqualTo("The key's limit of 1 requests per minute is reached.");
        assertThat(refused.error().retry()).contains(Duration.ofMinutes(1));
        assertThat(refused.limits().getFirst().dimension()).isEqualTo(Dimension.REQUESTS);
        assertThat(refused.limits().getFirst().remaining()).isZero();
        assertThat(meters.get("sluice.limit.rejections")
                        .tag("scope", "key")
                        .tag("dimension", "requests")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
