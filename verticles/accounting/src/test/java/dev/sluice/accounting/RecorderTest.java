package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.completed;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.refusal;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.JournalSettings;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Settled;
import dev.sluice.store.Account;
import dev.sluice.store.NodeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call waits for in the journal, and what becomes of calls while disk or database are away. */
final class RecorderTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryLedger ledger = store.ledger();
    private final MemoryJournals journals = new MemoryJournals();
    private final HandClock clock = new HandClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Accounting accounting = with(journals);

    @TempDir
    private Path folder;

    private Accounting with(Journals where) {
        return new Accounting(
                new AccountingNode("node-1", store, meters, clock.clocks(), where),
                AccountingSettings.DEFAULT,
                Scene.BOOK);
    }

    @BeforeEach
    void open() {
        store.users().create(POOR);
        store.users().create(RICH);
        store.keys().create(key("poor", POOR), digest("poor"));
        store.keys().create(key("rich", RICH), digest("rich"));
        assertThat(ledger.adjust(Account.ofUser(POOR.id()), new NanoDollars(10 * WORST), "gift", "gift"))
                .isTrue();
        await(accounting.enter());
    }

    @AfterEach
    void close() {
        store.setAway(false);
        journals.force();
        await(accounting.leave());
    }

    private AdmissionRequest admit(String keyId) {
        AdmissionRequest request = request(keyId);
        assertThat(isAdmitted(await(accounting.admit(request)))).isTrue();
        return request;
    }

    @Test
    void aHoldIsSecureWhenItIsDurableAndNotBefore() {
        journals.holdBack();
        AdmissionRequest request = admit("rich");

        Future<Void> secure = accounting.secure(request.call());
        boolean before = secure.isComplete();
        journals.force();

        assertThat(before).isFalse();
        assertThat(secure.succeeded()).isTrue();
    }

    @Test
    void aHoldThatTheDiskRefusesIsNotSecure() {
        journals.refuseAfterTheLook();
        AdmissionRequest request = admit("rich");

        Future<Void> secure = accounting.secure(request.call());

        assertThat(secure.cause()).isInstanceOfSatisfying(GatewayException.class, refused -> {
            assertThat(refused.error().kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
            assertThat(refused.error().retry()).isPresent();
        });
    }

    @Test
    void aCallThatIsNotOpenIsNotSecure() {
        assertThat(accounting.secure(new CallId("unknown")).cause()).isInstanceOf(GatewayException.class);
    }

    @Test
    void anEndIsToldWhenItIsDurableAndNotBefore() {
        AdmissionRequest request = admit("rich");
        journals.holdBack();

        Future<Settled> settled = accounting.settle(completed(request, 30, 20));
        await().during(Duration.ofMillis(250)).until(() -> !settled.isComplete());
        journals.force();

        assertThat(settled.result().cost()).isEqualTo(new NanoDollars(50));
    }

    @Test
    void whileTheDiskRefusesCallsEndAndNoneBeginAndAfterwardsTheyDoAgain() {
        AdmissionRequest request = admit("rich");
        journals.refuse();

        Settled settled = await(accounting.settle(completed(request, 30, 20)));
        Admission refused = await(accounting.admit(request("rich")));
        journals.force();

        assertThat(settled.cost()).isEqualTo(new NanoDollars(50));
        assertThat(ledger.bills()).hasSize(1);
        assertThat(refusal(refused).kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
        assertThat(refusal(refused).retry()).isPresent();
        assertThat(accounting.openCalls()).isZero();
        await(accounting.settle(completed(admit("rich"), 1, 1)));
        await().until(() -> ledger.bills().stream()
                        .filter(bill -> bill.row().status() == 200)
                        .count()
                == 2);
    }

    @Test
    void theRowOfARefusedRequestHoldsUpNoBillWhileTheDiskRefuses() {
        store.keys().create(Scene.disabled(key("off", RICH)), digest("off"));
        AdmissionRequest request = admit("rich");
        journals.refuseAfterTheLook();

        assertThat(isAdmitted(await(accounting.admit(request("off"))))).isFalse();
        Settled settled = await(accounting.settle(completed(request, 30, 20)));

        assertThat(settled.cost()).isEqualTo(new NanoDollars(50));
        assertThat(ledger.bills()).hasSize(2);
    }

    @Test
    void withNeitherDiskNorDatabaseNothingIsToldAndNothingIsLost() {
        AdmissionRequest request = admit("rich");
        store.setAway(true);
        journals.refuse();

        Future<Settled> settled = accounting.settle(completed(request, 30, 20));
        await().during(Duration.ofMillis(250)).until(() -> !settled.isComplete());
        store.setAway(false);

        await().until(settled::succeeded);
        assertThat(ledger.bills()).hasSize(1);
    }

    @Test
    void aHoldThatFindsNoPlaceIsRefusedAndNothingStaysSetAside() {
        AdmissionRequest first = admit("poor");
        await(accounting.settle(completed(first, 1, 1)));
        journals.fillAfterTheLook();

        Admission refused = await(accounting.admit(request("poor")));

        assertThat(refusal(refused).kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
        assertThat(accounting.openCalls()).isZero();
    }

    @Test
    void onceTheLeaseHasRunOutNothingDrawnIsSpentUntilItIsRenewed() {
        await(accounting.settle(completed(admit("rich"), 1, 1)));
        AdmissionRequest first = admit("poor");
        await(accounting.settle(Scene.end(first, CallEnd.UPSTREAM_REFUSED, null, 0)));
        store.setAway(true);

        clock.pass(Duration.ofSeconds(49));
        accounting.renew();
        Admission inTime = await(accounting.admit(request("poor")));
        clock.pass(Duration.ofSeconds(1));
        Admission late = await(accounting.admit(request("poor")));
        Admission unbounded = await(accounting.admit(request("rich")));
        store.setAway(false);
        accounting.renew();
        Admission renewed = await(accounting.admit(request("poor")));

        assertThat(isAdmitted(inTime)).isTrue();
        assertThat(refusal(late).kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
        assertThat(isAdmitted(unbounded)).isTrue();
        assertThat(isAdmitted(renewed)).isTrue();
    }

    @Test
    void aNodeWhoseLeaseIsNotItsOwnAnyMoreStopsServing() {
        AdmissionRequest open = admit("poor");
        store.nodes().begin("node-1");

        accounting.renew();

        assertThat(accounting.isServing()).isFalse();
        assertThat(refusal(await(accounting.admit(request("rich")))).status()).isEqualTo(503);
        assertThat(await(accounting.settle(completed(open, 1, 1))).cost()).isEqualTo(new NanoDollars(2));
        assertThat(meters.get("sluice.node.fenced").gauge().value()).isEqualTo(1);
    }

    @Test
    void whatIsSaidOfAStreamBeforeItsHoldIsDurableIsAnAlarm() {
        journals.holdBack();
        AdmissionRequest request = admit("rich");

        Future<Settled> settled = accounting.settle(completed(request, 30, 20));
        journals.force();

        assertThat(settled.succeeded()).isTrue();
        assertThat(meters.get("sluice.ledger.invariant.violations")
                        .tag("invariant", "I8")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void onARealDiskACallIsHeldAndEndedAndTheNextLifeFindsItInOrder() {
        Journals disk = Journals.inFolder(folder.resolve("journal"), JournalSettings.usual());
        await(accounting.leave());
        store.nodes().setBack("node-1", new NodeState(0, null));
        accounting = with(disk);
        await(accounting.enter());
        AdmissionRequest ended = admit("poor");
        AdmissionRequest open = admit("poor");
        await(accounting.secure(open.call()));
        await(accounting.settle(completed(ended, 30, 20)));
        await(accounting.leave());

        accounting = with(disk);
        await(accounting.enter());

        assertThat(ledger.bills()).hasSize(2);
        assertThat(ledger.strays()).isZero();
        assertThat(ledger.openHolds()).isZero();
    }
}
