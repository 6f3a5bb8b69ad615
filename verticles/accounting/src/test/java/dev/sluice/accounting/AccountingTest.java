package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.MODEL;
import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.PROMPT;
import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.completed;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.refusal;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.accounting.EndRules.Billed;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.ProgressReport;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.call.Settled;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.User;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Finding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AccountingTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryLedger ledger = store.ledger();
    private final HandClock clock = new HandClock();
    private final MemoryJournals journals = new MemoryJournals();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Account poor = Account.ofUser(POOR.id());
    private Accounting accounting = with(AccountingSettings.DEFAULT);

    private Accounting with(AccountingSettings settings) {
        return new Accounting(
                new AccountingNode("node-1", store, meters, clock.clocks(), journals), settings, Scene.BOOK);
    }

    @BeforeEach
    void open() {
        store.users().create(RICH);
        store.users().create(POOR);
        await(accounting.enter());
    }

    @AfterEach
    void close() {
        store.setAway(false);
        await(accounting.leave());
    }

    private void restart(AccountingSettings settings) {
        await(accounting.leave());
        accounting = with(settings);
        await(accounting.enter());
    }

    private void give(String id, ApiKey key) {
        store.keys().create(key, digest(id));
    }

    private void credit(long amount) {
        assertThat(ledger.adjust(poor, new NanoDollars(amount), "gift", "gift")).isTrue();
    }

    private Optional<Bill> bill(AdmissionRequest request) {
        return ledger.bills().stream()
                .filter(bill -> bill.row().callId().equals(request.call().value()))
                .findFirst();
    }

    @Test
    void aKnownKeyIsIdentifiedWithItsModels() {
        give("k", Scene.bounded("k", null, List.of(MODEL), List.of("192.0.2.0/24")));

        Identity known = await(accounting.identify(new Identification(credential("k"), "192.0.2.9")));
        Identity elsewhere = await(accounting.identify(new Identification(credential("k"), "198.51.100.9")));
        Identity stranger = await(accounting.identify(new Identification(credential("x"), "192.0.2.9")));

        assertThat(known)
                .isEqualTo(new Identity.Known(new Caller("k", "rich", "default", Set.of(MODEL)), List.of(MODEL)));
        assertThat(((Identity.Unknown) elsewhere).error().status()).isEqualTo(403);
        assertThat(((Identity.Unknown) stranger).error().status()).isEqualTo(401);
    }

    @Test
    void onlyKeysOfAdministratorsMayNameTheirChannel() {
        List<String> mayPin = new ArrayList<>();
        for (String role : List.of("user", "auditor", "admin", "root")) {
            User user = new User("u-" + role, role, role, true, true);
            store.users().create(user);
            give(role, key(role, user));
            if (((Admission.Admitted) await(accounting.admit(request(role))))
                    .caller()
                    .mayPin()) {
                mayPin.add(role);
            }
        }

        assertThat(mayPin).containsExactly("admin", "root");
    }

    @Test
    void aSecondCallOfAKnownKeyIsAdmittedInTheSameTurn() {
        give("k", key("k", RICH));
        Admission first = await(accounting.admit(request("k")));

        boolean atOnce = accounting.admit(request("k")).isComplete();

        assertThat(isAdmitted(first)).isTrue();
        assertThat(atOnce).isTrue();
    }

    @Test
    void aSettledCallCostsWhatTheUpstreamReportedAndLeavesOneRow() {
        give("k", key("k", POOR));
        credit(1_000);
        AdmissionRequest request = request("k");

        Admission admission = await(accounting.admit(request));
        Settled settled = await(accounting.settle(completed(request, 30, 20)));

        assertThat(admission).isEqualTo(new Admission.Admitted(new Caller("k", "poor", "default"), List.of()));
        assertThat(settled.cost()).isEqualTo(new NanoDollars(50));
        assertThat(settled.source()).isEqualTo(UsageSource.UPSTREAM);
        assertThat(settled.priced()).isTrue();
        await().until(() -> bill(request).isPresent());
        RequestRow row = bill(request).orElseThrow().row();
        assertThat(row.cost()).isEqualTo(new NanoDollars(50));
        assertThat(row.priceVersion()).isEqualTo(7);
        assertThat(row.keyId()).isEqualTo("k");
        assertThat(ledger.posted(poor)).isEqualTo(950);
    }

    @ParameterizedTest
    @EnumSource(CallEnd.class)
    void countingTokensIsFreeHoweverItEnds(CallEnd end) {
        give("k", key("k", POOR));
        credit(1);
        AdmissionRequest request = Scene.count("k");

        Admission admission = await(accounting.admit(request));
        Settled settled = await(accounting.settle(Scene.end(request, end, new Usage(30, 0, 0, 20, 0), 20)));

        assertThat(isAdmitted(admission)).isTrue();
        assertThat(settled.cost()).isEqualTo(NanoDollars.ZERO);
        assertThat(settled.usage()).isEqualTo(Usage.NONE);
        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().row().cost()).isEqualTo(NanoDollars.ZERO);
    }

    @Test
    void aCountOfTokensThatNobodySettlesIsFreeToo() {
        give("k", key("k", POOR));
        credit(1);
        AdmissionRequest request = Scene.count("k");
        await(accounting.admit(request));

        clock.pass(Duration.ofHours(3));
        accounting.sweep();

        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().row().cost()).isEqualTo(NanoDollars.ZERO);
        assertThat(bill(request).orElseThrow().row().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void anUnlimitedUserIsChargedWithoutDrawingFirst() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k");

        await(accounting.admit(request));
        await(accounting.settle(completed(request, 30, 20)));

        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().charges())
                .containsExactly(new Bill.Charge(Account.ofUser("rich"), 50, 0));
        assertThat(ledger.wishes()).isEmpty();
    }

    @Test
    void aBalanceThatDoesNotCoverTheWorstCaseIsRefusedAndKept() {
        give("k", key("k", POOR));
        credit(WORST - 1);

        Admission admission = await(accounting.admit(request("k")));

        assertThat(refusal(admission).kind()).isEqualTo(GatewayError.Kind.NO_BALANCE);
        assertThat(refusal(admission).status()).isEqualTo(402);
        assertThat(refusal(admission).code()).isEqualTo("insufficient_quota");
        assertThat(ledger.held(poor)).isZero();
        assertThat(accounting.openCalls()).isZero();
    }

    @Test
    void noBalanceIs429WhereTheOperatorWantsIt() {
        AccountingSettings d = AccountingSettings.DEFAULT;
        restart(new AccountingSettings(
                d.unpriced(), 429, 10, 10, 100, d.longestCall(), d.purseIdle(), d.auditInterval()));
        give("k", key("k", POOR));

        assertThat(refusal(await(accounting.admit(request("k")))).status()).isEqualTo(429);
    }

    @Test
    void aBudgetThatIsUsedUpGivesTheBalanceBackAndCountsNothing() {
        give("k", key("k", POOR, new KeyLimits(1L, null, 1L), WORST - 1));
        give("other", key("other", POOR));
        credit(WORST);

        Admission refused = await(accounting.admit(request("k")));
        Admission again = await(accounting.admit(request("k")));
        Admission other = await(accounting.admit(request("other")));

        assertThat(refusal(refused).kind()).isEqualTo(GatewayError.Kind.NO_BALANCE);
        assertThat(refusal(again).kind()).isEqualTo(GatewayError.Kind.NO_BALANCE);
        assertThat(isAdmitted(other)).isTrue();
    }

    @Test
    void balanceAndBudgetArePaidFromWhatWasSetAside() {
        give("k", key("k", POOR, KeyLimits.NONE, 500L));
        credit(1_000);
        AdmissionRequest request = request("k");

        await(accounting.admit(request));
        await(accounting.settle(completed(request, 40, 30)));

        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().charges())
                .containsExactly(new Bill.Charge(poor, 70, 70), new Bill.Charge(Account.ofKey("k"), 70, 70));
    }

    @Test
    void whatACallCostsBeyondItsHoldIsChargedOverTheSlice() {
        give("k", key("k", POOR));
        credit(WORST);
        AdmissionRequest request = request("k");

        await(accounting.admit(request));
        await(accounting.settle(completed(request, 40, 90)));

        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().charges()).containsExactly(new Bill.Charge(poor, 130, 100));
    }

    @Test
    void unusedMoneyServesTheNextCallWithoutAskingTheLedger() {
        give("k", key("k", POOR));
        credit(WORST);
        AdmissionRequest first = request("k");
        await(accounting.admit(first));
        await(accounting.settle(Scene.end(first, CallEnd.UPSTREAM_REFUSED, null, 0)));

        boolean atOnce = accounting.admit(request("k")).isComplete();

        assertThat(atOnce).isTrue();
        assertThat(ledger.wishes()).hasSize(1);
    }

    @Test
    void idleMoneyGoesBackToTheLedger() {
        give("k", key("k", POOR));
        credit(1_000);
        AdmissionRequest request = request("k");
        await(accounting.admit(request));
        await(accounting.settle(Scene.end(request, CallEnd.UPSTREAM_REFUSED, null, 0)));

        clock.pass(Duration.ofSeconds(4));
        accounting.sweep();
        long early = ledger.held(poor);
        clock.pass(Duration.ofSeconds(1));
        accounting.sweep();

        assertThat(early).isEqualTo(WORST);
        assertThat(ledger.held(poor)).isZero();
    }

    @Test
    void idleMoneyStaysWhereItIsWhileTheDatabaseIsAway() {
        give("k", key("k", POOR));
        credit(WORST);
        AdmissionRequest request = request("k");
        await(accounting.admit(request));
        await(accounting.settle(Scene.end(request, CallEnd.UPSTREAM_REFUSED, null, 0)));
        store.setAway(true);

        clock.pass(Duration.ofSeconds(10));
        accounting.sweep();
        Admission admission = await(accounting.admit(request("k")));

        assertThat(isAdmitted(admission)).isTrue();
    }

    @Test
    void aModelWithoutAPriceIsFlaggedForUnlimitedCallers() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k", "mystery", 1, 1);

        await(accounting.admit(request));
        Settled settled = await(accounting.settle(completed(request, 30, 20)));

        assertThat(settled.priced()).isFalse();
        assertThat(settled.cost()).isEqualTo(NanoDollars.ZERO);
        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().row().priceVersion()).isZero();
        assertThat(bill(request).orElseThrow().row().usage().total()).isEqualTo(50);
    }

    @Test
    void aModelWithoutAPriceIsRefusedToWhoeverHasABalanceOrBudget() {
        give("poor", key("poor", POOR));
        give("budget", key("budget", RICH, KeyLimits.NONE, 500L));

        for (String id : List.of("poor", "budget")) {
            Admission admission = await(accounting.admit(request(id, "mystery", 1, 1)));

            assertThat(refusal(admission).status()).isEqualTo(403);
            assertThat(refusal(admission).code()).isEqualTo("model_not_priced");
        }
        assertThat(accounting.openCalls()).isZero();
    }

    @Test
    void aModelWithoutAPriceIsRefusedToAllWhereTheOperatorWantsIt() {
        AccountingSettings d = AccountingSettings.DEFAULT;
        restart(new AccountingSettings(
                AccountingSettings.Unpriced.REFUSE,
                402,
                10,
                10,
                100,
                d.longestCall(),
                d.purseIdle(),
                d.auditInterval()));
        give("k", key("k", RICH));

        assertThat(refusal(await(accounting.admit(request("k", "mystery", 1, 1))))
                        .code())
                .isEqualTo("model_not_priced");
    }

    @Test
    void aRefusedRequestOfAKnownKeyLeavesARow() {
        give("k", Scene.bounded("k", null, List.of("other"), List.of()));
        AdmissionRequest request = request("k");

        await(accounting.admit(request));

        await().until(() -> bill(request).isPresent());
        Bill bill = bill(request).orElseThrow();
        assertThat(bill.charges()).isEmpty();
        assertThat(bill.row().end()).isEqualTo(CallEnd.REFUSED);
        assertThat(bill.row().status()).isEqualTo(403);
        assertThat(bill.row().errorCode()).isEqualTo("model_not_allowed");
    }

    @Test
    void anUnknownKeyLeavesNoRow() {
        Admission admission = await(accounting.admit(request("nobody")));

        assertThat(refusal(admission).status()).isEqualTo(401);
        assertThat(accounting.backlog()).isZero();
    }

    @Test
    void anEndThatTheOperatorWaivesCostsNothingAndGivesTheMoneyBack() {
        give("k", key("k", POOR));
        credit(WORST);
        restart(AccountingSettings.DEFAULT.with(new EndRules(Billed.REPORTED, Billed.NOTHING, Billed.REPORTED)));
        AdmissionRequest first = request("k");
        await(accounting.admit(first));

        Settled settled = await(accounting.settle(Scene.end(first, CallEnd.CALLER_LEFT, null, 20)));
        Admission again = await(accounting.admit(request("k")));

        assertThat(settled.cost()).isEqualTo(NanoDollars.ZERO);
        assertThat(settled.source()).isEqualTo(UsageSource.WAIVED);
        assertThat(isAdmitted(again)).isTrue();
    }

    @Test
    void theEndOfACallThatIsNotOpenIsRefusedAndCounted() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k");
        await(accounting.admit(request));

        await(accounting.settle(completed(request, 30, 20)));
        Future<Settled> second = accounting.settle(completed(request, 30, 20));
        Future<Settled> stranger = accounting.settle(completed(request("k"), 30, 20));

        assertThat(List.of(second, stranger))
                .allSatisfy(end -> assertThat(end.cause())
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                refused -> assertThat(refused.error().kind())
                                        .isEqualTo(GatewayError.Kind.BILLING_UNAVAILABLE)));
        assertThat(meters.get("sluice.settlements.unknown").counter().count()).isEqualTo(2);
        assertThat(accounting.openCalls()).isZero();
        await().until(() -> ledger.bills().size() == 1);
    }

    @Test
    void theSameCallIsNotAdmittedTwice() {
        give("k", key("k", POOR));
        credit(10 * WORST);
        AdmissionRequest request = request("k");
        await(accounting.admit(request));

        Admission second = await(accounting.admit(request));

        assertThat(refusal(second).kind()).isEqualTo(GatewayError.Kind.CONFLICT);
        assertThat(accounting.openCalls()).isEqualTo(1);
    }

    @Test
    void anAdmissionThatTookTooLongIsRefusedAndKeepsNothing() {
        give("k", key("k", POOR));
        credit(WORST);
        Future<Admission> late;
        synchronized (ledger) { // the draw waits for the ledger's lock
            late = accounting.admit(request("k"));
            clock.pass(Duration.ofSeconds(9));
        }

        assertThat(refusal(await(late)).kind()).isEqualTo(GatewayError.Kind.BILLING_UNAVAILABLE);
        assertThat(accounting.openCalls()).isZero();
        assertThat(isAdmitted(await(accounting.admit(request("k"))))).isTrue();
    }

    @Test
    void aCallThatNobodySettlesIsBilledWhatWasPassedOn() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k");
        await(accounting.admit(request));
        accounting.progress(new ProgressReport(List.of(new CallProgress(request.call(), 12, null))));

        clock.pass(Duration.ofHours(3));
        accounting.sweep();

        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().row().cost()).isEqualTo(new NanoDollars(PROMPT + 12));
    }

    @Test
    void aCallThatNobodySettlesIsEndedAfterTheLongestCall() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k");
        await(accounting.admit(request));

        clock.pass(Duration.ofHours(2));
        accounting.sweep();
        int afterTwoHours = accounting.openCalls();
        clock.pass(Duration.ofSeconds(1));
        accounting.sweep();

        assertThat(afterTwoHours).isEqualTo(1);
        assertThat(accounting.openCalls()).isZero();
        await().until(() -> bill(request).isPresent());
        assertThat(bill(request).orElseThrow().row().end()).isEqualTo(CallEnd.CALLER_LEFT);
        assertThat(bill(request).orElseThrow().row().usageSource()).isEqualTo(UsageSource.LOCAL);
    }

    @Test
    void moreCallsThanThereIsRoomForAreRefused() {
        AccountingSettings d = AccountingSettings.DEFAULT;
        restart(new AccountingSettings(
                d.unpriced(), 402, 2, 10, 100, d.longestCall(), d.purseIdle(), d.auditInterval()));
        give("k", key("k", RICH));
        AdmissionRequest first = request("k");
        await(accounting.admit(first));
        await(accounting.admit(request("k")));

        Admission third = await(accounting.admit(request("k")));
        await(accounting.settle(completed(first, 1, 1)));
        Admission fourth = await(accounting.admit(request("k")));

        assertThat(refusal(third).kind()).isEqualTo(GatewayError.Kind.OVERLOADED);
        assertThat(refusal(third).retry()).isPresent();
        assertThat(isAdmitted(fourth)).isTrue();
    }

    @Test
    void whileTheDatabaseIsAwayWhatWasDrawnIsSpentAndThenCallersAreToldToWait() {
        give("k", key("k", POOR));
        credit(10 * WORST);
        AdmissionRequest first = request("k");
        await(accounting.admit(first));
        await(accounting.settle(Scene.end(first, CallEnd.UPSTREAM_REFUSED, null, 0)));
        store.setAway(true);

        Admission fromPurse = await(accounting.admit(request("k")));
        Admission beyond = await(accounting.admit(request("k")));
        Admission stranger = await(accounting.admit(request("stranger")));

        assertThat(isAdmitted(fromPurse)).isTrue();
        assertThat(refusal(beyond).kind()).isEqualTo(GatewayError.Kind.BILLING_UNAVAILABLE);
        assertThat(refusal(beyond).retry()).isPresent();
        assertThat(refusal(stranger).kind()).isEqualTo(GatewayError.Kind.BILLING_UNAVAILABLE);
    }

    @Test
    void noCallIsAdmittedWhoseBillWouldFindNoPlace() {
        AccountingSettings d = AccountingSettings.DEFAULT;
        restart(new AccountingSettings(d.unpriced(), 402, 2, 10, 3, d.longestCall(), d.purseIdle(), d.auditInterval()));
        give("k", key("k", RICH));
        await(accounting.admit(request("k")));
        store.setAway(true);
        for (int i = 0; i < 2; i++) {
            AdmissionRequest request = request("k");
            await(accounting.admit(request));
            await(accounting.settle(completed(request, 1, 1)));
        }

        Admission admission = await(accounting.admit(request("k")));

        assertThat(refusal(admission).kind()).isEqualTo(GatewayError.Kind.BILLING_UNAVAILABLE);
    }

    @Test
    void stoppingWritesAllBillsAndGivesAllMoneyBack() {
        give("k", key("k", POOR));
        credit(1_000);
        AdmissionRequest settled = request("k");
        AdmissionRequest open = request("k");
        await(accounting.admit(settled));
        await(accounting.admit(open));
        await(accounting.settle(completed(settled, 30, 20)));

        restart(AccountingSettings.DEFAULT);

        assertThat(ledger.bills()).hasSize(2);
        assertThat(ledger.held(poor)).isZero();
        assertThat(ledger.posted(poor)).isEqualTo(1_000 - 50 - Scene.PROMPT);
        assertThat(ledger.reclaimed()).containsExactly("node-1", "node-1");
    }

    private double violations(String invariant) {
        return meters.get("sluice.ledger.invariant.violations")
                .tag("invariant", invariant)
                .gauge()
                .value();
    }

    @Test
    void tokensCostAndViolationsAreCounted() {
        give("k", key("k", RICH));
        AdmissionRequest request = request("k");
        await(accounting.admit(request));
        await(accounting.settle(completed(request, 30, 20)));
        ledger.setFindings(List.of(new Finding("I1", 0), new Finding("I3", 2)));

        accounting.audit();

        assertThat(meters.get("sluice.tokens").tag("class", "input").counter().count())
                .isEqualTo(30);
        assertThat(meters.get("sluice.cost.nanodollars").counter().count()).isEqualTo(50);
        assertThat(violations("I1")).isZero();
        assertThat(violations("I3")).isEqualTo(2);
        assertThat(meters.get("sluice.usage.source")
                        .tag("source", "upstream")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("sluice.journal.wait").timer().count()).isEqualTo(2);
    }
}
