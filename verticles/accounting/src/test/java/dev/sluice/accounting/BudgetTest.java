package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.MODEL;
import static dev.sluice.accounting.Scene.OUTPUT;
import static dev.sluice.accounting.Scene.PROMPT;
import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.refusal;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.store.Budget;
import dev.sluice.store.BudgetPeriod;
import dev.sluice.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets with periods, from the caller's side: who is let through, who is not, and what they hear. */
final class BudgetTest {
    private final MemoryStore store = new MemoryStore();
    private final HandClock clock = new HandClock();
    private final Accounting accounting = Scene.accounting(store, clock);

    @BeforeEach
    void open() {
        store.users().create(RICH);
        store.keys().create(key("k", RICH), digest("k"));
        store.keys().create(key("other", RICH), digest("other"));
    }

    @AfterEach
    void close() {
        await(accounting.leave());
    }

    private static Budget.Scope of(Budget.Kind kind, String subject) {
        return new Budget.Scope(kind, subject, null);
    }

    private void budget(Budget.Scope scope, BudgetPeriod period, Unit unit, long limit) {
        store.accounts()
                .budgets()
                .create(new Budget("b-" + unit + period, "the team's", scope, period, unit, limit, null, true));
        await(accounting.enter());
    }

    private void daily(Unit unit, long limit) {
        budget(of(Budget.Kind.KEY, "k"), BudgetPeriod.DAY, unit, limit);
    }

    private Admission admit(AdmissionRequest request) {
        return await(accounting.admit(request));
    }

    private boolean isAdmitted(AdmissionRequest request) {
        return Scene.isAdmitted(admit(request));
    }

    @Test
    void whoHasNoBudgetClaimsOnlyTheBalance() {
        KeyHolder holder = KeyHolder.of(key("k", RICH), RICH, BudgetBook.EMPTY);

        assertThat(holder.budgets()).isEmpty();
        assertThat(holder.claims(Spent.NOTHING, MODEL, clock.clocks())).hasSize(1);
    }

    @Test
    void aBudgetThatIsUsedUpIsNamedWithItsLimitAndItsNewBeginning() {
        daily(Unit.REQUESTS, 2);
        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("k"))).isTrue();

        GatewayError error = refusal(admit(request("k")));

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("budget_exceeded");
        assertThat(error.message())
                .isEqualTo("The budget `the team's` allows 2 requests in each day and has too little left for this"
                        + " call; it begins anew at 2026-11-21T00:00:00Z.");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(isAdmitted(request("other"))).isTrue();
    }

    @Test
    void thePeriodAfterItBeginsAnew() {
        daily(Unit.REQUESTS, 1);
        assertThat(isAdmitted(request("k"))).isTrue();
        clock.setWall(Instant.parse("2026-11-20T23:59:59.999Z"));
        assertThat(refusal(admit(request("k"))).retryAfter()).isEqualTo(Duration.ofSeconds(1));

        clock.setWall(Instant.parse("2026-11-21T00:00:00Z"));

        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("k"))).isFalse();
    }

    @Test
    void aRequestThatNoChannelAnsweredIsNotCounted() {
        daily(Unit.REQUESTS, 1);
        AdmissionRequest failed = request("k");
        assertThat(isAdmitted(failed)).isTrue();
        accounting.settle(Scene.end(failed, CallEnd.UPSTREAM_REFUSED, null, 0));

        AdmissionRequest answered = request("k");
        assertThat(isAdmitted(answered)).isTrue();
        accounting.settle(Scene.completed(answered, 1, 1));

        assertThat(isAdmitted(request("k"))).isFalse();
    }

    @Test
    void tokensAreHeldAsEstimatedAndCorrectedInTheEnd() {
        daily(Unit.TOKENS, WORST + 10);
        AdmissionRequest first = request("k");
        assertThat(isAdmitted(first)).isTrue();
        assertThat(isAdmitted(request("k"))).isFalse();

        accounting.settle(Scene.completed(first, 5, 5));

        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("k"))).isFalse();
    }

    @Test
    void costIsHeldAtItsWorst() {
        daily(Unit.COST, 2 * WORST);

        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("k"))).isFalse();
    }

    @Test
    void aTotalIsRefusedLikeABalance() {
        budget(of(Budget.Kind.USER, RICH.id()), BudgetPeriod.TOTAL, Unit.COST, WORST);
        assertThat(isAdmitted(request("k"))).isTrue();

        GatewayError error = refusal(admit(request("other")));

        assertThat(error.kind()).isEqualTo(Kind.NO_BALANCE);
        assertThat(error.status()).isEqualTo(402);
        assertThat(error.code()).isEqualTo("budget_exceeded");
        assertThat(error.retryAfter()).isNull();
    }

    @Test
    void aCallThatCouldNeverBeAdmittedIsToldSoAndNotToWait() {
        daily(Unit.TOKENS, WORST - 1);

        GatewayError error = refusal(admit(request("k")));

        assertThat(error.message()).contains("99 tokens", "may come to 100 tokens", "lower max_tokens");
        assertThat(error.retryAfter()).isNull();
    }

    @Test
    void aModelsBudgetIsSharedByEverybodyAndCountsOnlyThatModel() {
        budget(of(Budget.Kind.MODEL, "pen*"), BudgetPeriod.MONTH, Unit.REQUESTS, 1);

        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("other"))).isFalse();
        assertThat(isAdmitted(request("other", Scene.DEAR, PROMPT, OUTPUT))).isTrue();
    }

    @Test
    void aKeysBudgetForOneModelLeavesTheKeysOtherModelsAlone() {
        budget(new Budget.Scope(Budget.Kind.KEY, "k", MODEL), BudgetPeriod.MINUTE, Unit.REQUESTS, 0);

        assertThat(isAdmitted(request("k"))).isFalse();
        assertThat(isAdmitted(request("k", Scene.DEAR, PROMPT, OUTPUT))).isTrue();
        assertThat(isAdmitted(request("other"))).isTrue();
    }

    @Test
    void aGroupsBudgetIsSharedByItsKeys() {
        budget(of(Budget.Kind.GROUP, "default"), BudgetPeriod.HOUR, Unit.REQUESTS, 1);

        assertThat(isAdmitted(request("k"))).isTrue();
        assertThat(isAdmitted(request("other"))).isFalse();
    }

    @Test
    void whereCostIsBoundedAModelWithoutPriceIsRefused() {
        daily(Unit.COST, 1_000_000);

        assertThat(refusal(admit(request("k", "unpriced", PROMPT, OUTPUT))).code())
                .isEqualTo("model_not_priced");
        assertThat(isAdmitted(request("other", "unpriced", PROMPT, OUTPUT))).isTrue();
    }

    @Test
    void countingTokensCountsAsARequestAndUsesNone() {
        budget(of(Budget.Kind.KEY, "k"), BudgetPeriod.DAY, Unit.TOKENS, 1);

        assertThat(isAdmitted(Scene.count("k"))).isTrue();
        assertThat(isAdmitted(Scene.count("k"))).isTrue();
    }

    @Test
    void keysOfAGroupThatIsSwitchedOffAreRefused() {
        store.accounts().disabledGroups.addAll(Set.of("default"));
        await(accounting.enter());

        GatewayError error = refusal(admit(request("k")));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("group_disabled");
    }
}
