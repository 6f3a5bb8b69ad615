package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.MODEL;
import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.PROMPT;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.completed;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.ProgressReport;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.call.Settled;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.PriceChange;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.LedgerBehind;
import dev.sluice.store.NodeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new life of a node begins where the last one ended, however that was. */
final class TakeoverTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryLedger ledger = store.ledger();
    private final MemoryJournals journals = new MemoryJournals();
    private final HandClock clock = new HandClock();
    private final Account poor = Account.ofUser(POOR.id());
    private final List<Accounting> lives = new ArrayList<>();

    @BeforeEach
    void fill() {
        store.users().create(POOR);
        store.keys().create(key("k", POOR), digest("k"));
        assertThat(ledger.adjust(poor, new NanoDollars(100_000), "gift", "gift"))
                .isTrue();
    }

    @AfterEach
    void close() {
        store.setAway(false);
        journals.force();
        // Those that died must notice, or they would wait for what their disk has lost.
        lives.forEach(Accounting::renew);
        lives.forEach(life -> await(life.leave()));
    }

    private Accounting begin() {
        Accounting life = life();
        await(life.enter());
        lives.add(life);
        return life;
    }

    private Accounting life() {
        return new Accounting(
                new AccountingNode("node-1", store, new SimpleMeterRegistry(), clock.clocks(), journals),
                AccountingSettings.DEFAULT,
                Scene.BOOK);
    }

    /** The process is gone from one moment to the next; the database had been away for a while. */
    private void die() {
        journals.crash();
        store.setAway(false);
    }

    private AdmissionRequest admit(Accounting node) {
        AdmissionRequest request = request("k");
        assertThat(isAdmitted(await(node.admit(request)))).isTrue();
        return request;
    }

    private Bill bill(AdmissionRequest request) {
        return ledger.bills().stream()
                .filter(bill -> bill.row().callId().equals(request.call().value()))
                .findFirst()
                .orElseThrow();
    }

    private static ProgressReport report(AdmissionRequest request, long produced, Usage usage) {
        return new ProgressReport(List.of(new CallProgress(request.call(), produced, usage)));
    }

    @Test
    void billsThatWereDurableAreBookedByTheNextLifeOnce() {
        Accounting first = begin();
        AdmissionRequest booked = admit(first);
        await(first.settle(completed(booked, 30, 20)));
        await().until(() -> first.backlog() == 0);
        AdmissionRequest unbooked = admit(first);
        store.setAway(true);
        await(first.settle(completed(unbooked, 30, 25)));

        die();
        begin();

        assertThat(bill(unbooked).row().cost()).isEqualTo(new NanoDollars(55));
        assertThat(ledger.bills()).hasSize(2);
        assertThat(ledger.strays()).isZero();
        assertThat(ledger.posted(poor)).isEqualTo(100_000 - 50 - 55);
        assertThat(ledger.held(poor)).isZero();
    }

    @Test
    void aCallThatWasOpenIsBilledItsPromptAndWhatWasPassedOn() {
        Accounting first = begin();
        AdmissionRequest open = admit(first);
        first.progress(new ProgressReport(List.of(new CallProgress(open.call(), 12, null))));

        die();
        begin();

        RequestRow row = bill(open).row();
        assertThat(row.end()).isEqualTo(CallEnd.CALLER_LEFT);
        assertThat(row.errorCode()).isEqualTo("node_lost");
        assertThat(row.usage()).isEqualTo(new Usage(PROMPT, 0, 0, 12, 0));
        assertThat(row.usageSource()).isEqualTo(UsageSource.LOCAL);
        assertThat(row.cost()).isEqualTo(new NanoDollars(PROMPT + 12));
        assertThat(row.priceVersion()).isEqualTo(7);
        assertThat(row.model()).isEqualTo(MODEL);
        assertThat(bill(open).charges()).containsExactly(Scene.charge(poor, PROMPT + 12, PROMPT + 12));
        assertThat(ledger.held(poor)).isZero();
    }

    @Test
    void aCallThatCannotBePricedIsBilledWhatWasHeldAndDoesNotStopTheStart() {
        Accounting first = begin();
        AdmissionRequest open = admit(first);

        die();
        store.prices().publish(PriceChange.ofFiles(8, "test", List.of(), List.of()));
        store.prices().lose(7);
        begin();

        assertThat(bill(open).row().cost()).isEqualTo(new NanoDollars(WORST));
        assertThat(bill(open).charges()).containsExactly(Scene.charge(poor, WORST, WORST));
    }

    @Test
    void anEmptiedJournalIsNotServedFromWithADatabaseThatIsBehindIt() {
        assertThat(journals.open(50).released()).isEqualTo(50);
        Accounting life = life();

        assertThatThrownBy(() -> await(life.enter())).hasRootCauseInstanceOf(LedgerBehind.class);
    }

    @Test
    void ofTwoReportsTheOneThatKnowsMoreCounts() {
        Accounting first = begin();
        AdmissionRequest open = admit(first);
        first.progress(new ProgressReport(List.of(new CallProgress(open.call(), 12, null))));
        first.progress(new ProgressReport(List.of(new CallProgress(open.call(), 7, null))));

        die();
        begin();

        assertThat(bill(open).row().cost()).isEqualTo(new NanoDollars(PROMPT + 12));
    }

    @Test
    void whatTheUpstreamHadReportedIsBilledRatherThanAnEstimate() {
        Accounting first = begin();
        AdmissionRequest open = admit(first);
        first.progress(report(open, 5, new Usage(30, 0, 0, 9, 0)));

        die();
        begin();

        assertThat(bill(open).row().usage()).isEqualTo(new Usage(30, 0, 0, 9, 0));
        assertThat(bill(open).row().usageSource()).isEqualTo(UsageSource.UPSTREAM);
    }

    @Test
    void aCountOfTokensThatWasOpenIsFree() {
        Accounting first = begin();
        AdmissionRequest count = Scene.count("k");
        await(first.admit(count));

        die();
        begin();

        assertThat(bill(count).row().cost()).isEqualTo(NanoDollars.ZERO);
        assertThat(bill(count).row().usageSource()).isEqualTo(UsageSource.NONE);
    }

    @Test
    void aCallWhoseHoldWasNotDurableLeavesNothing() {
        Accounting first = begin();
        journals.holdBack();
        admit(first);

        die();
        begin();

        assertThat(ledger.bills()).isEmpty();
        assertThat(ledger.held(poor)).isZero();
    }

    @Test
    void anEndThatOnlyTheBooksHaveIsNotBookedTwice() {
        Accounting first = begin();
        AdmissionRequest request = admit(first);
        journals.refuse();
        await(first.settle(completed(request, 30, 20)));

        die();
        Accounting second = begin();
        AdmissionRequest next = admit(second);
        await(second.settle(completed(next, 1, 1)));

        await().until(() -> ledger.bills().size() == 2);
        assertThat(ledger.strays()).isZero();
        assertThat(bill(next).seq()).isGreaterThan(bill(request).seq());
    }

    @Test
    void theOldLifeBooksNothingMoreAndAdmitsNobody() {
        Accounting zombie = begin();
        AdmissionRequest open = admit(zombie);

        begin();
        Future<Settled> settled = zombie.settle(completed(open, 30, 20));

        await().until(() -> !zombie.isServing());
        assertThat(settled.succeeded()).isTrue();
        assertThat(bill(open).row().errorCode()).isEqualTo("node_lost");
        assertThat(Scene.refusal(await(zombie.admit(request("k")))).status()).isEqualTo(503);
    }

    @Test
    void aJournalThatWasReplacedIsAdoptedIfItIsEmpty() {
        Accounting first = begin();
        await(first.settle(completed(admit(first), 30, 20)));
        await().until(() -> first.backlog() == 0);

        journals.replace("journal-2");
        Accounting second = begin();
        AdmissionRequest next = admit(second);
        await(second.settle(completed(next, 1, 1)));

        await().until(() -> ledger.bills().size() == 2);
        assertThat(bill(next).seq()).isGreaterThan(2);
    }

    @Test
    void aJournalOfAnotherDatabaseIsRefused() {
        Accounting first = begin();
        admit(first);
        store.nodes().setBack("node-1", new NodeState(0, null));

        Accounting second = life();

        assertThatThrownBy(() -> await(second.enter()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CannotStart.class)
                .hasMessageContaining("another node or database")
                .hasMessageContaining("journal.folder");
    }

    @Test
    void aDatabaseThatIsOlderThanTheJournalIsRefused() {
        journals.segmentsOf(2);
        Accounting first = begin();
        for (int i = 0; i < 5; i++) {
            await(first.settle(completed(admit(first), 30, 20)));
        }
        await().until(() -> journals.open(0).released() > 0);
        store.nodes().setBack("node-1", new NodeState(1, "journal-1"));

        Accounting second = life();

        assertThatThrownBy(() -> await(second.enter()))
                .hasCauseInstanceOf(CannotStart.class)
                .hasMessageContaining("older copy")
                .hasMessageContaining("Bring back");
    }

    @Test
    void aCallOfHoursDoesNotKeepWhatCameAfterItAndIsStillBilled() {
        journals.segmentsOf(4);
        Accounting first = begin();
        AdmissionRequest lasting = admit(first);
        first.progress(new ProgressReport(List.of(new CallProgress(lasting.call(), 12, null))));
        for (int i = 0; i < 100; i++) {
            await(first.settle(completed(admit(first), 1, 1)));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> journals.open(0).released() > 100);
        die();
        begin();

        assertThat(bill(lasting).row().usage()).isEqualTo(new Usage(PROMPT, 0, 0, 12, 0));
        assertThat(ledger.bills()).hasSize(101);
    }

    /** Any history, cut at any moment, and begun again: nothing is lost, nothing is doubled, nothing stays held. */
    @Test
    void howeverALifeEndsTheNextOneBillsEveryCallOnce() {
        long seed = Long.getLong("sluice.test.seed", System.nanoTime());
        Random random = new Random(seed);
        List<AdmissionRequest> told = new ArrayList<>();
        List<AdmissionRequest> open = new ArrayList<>();
        for (int life = 0; life < 8; life++) {
            Accounting node = begin();
            open.clear();
            for (int step = random.nextInt(60); step > 0; step--) {
                step(node, random, told, open);
            }
            die();
        }
        begin();

        assertThat(told)
                .as("-Dsluice.test.seed=%d", seed)
                .allSatisfy(call -> assertThat(bill(call).row().end()).isEqualTo(CallEnd.COMPLETED));
        long billed = ledger.bills().stream()
                .mapToLong(bill -> bill.row().cost().value())
                .sum();
        assertThat(ledger.posted(poor)).as("-Dsluice.test.seed=%d", seed).isEqualTo(100_000 - billed);
        assertThat(ledger.held(poor)).as("-Dsluice.test.seed=%d", seed).isZero();
        assertThat(ledger.strays()).as("-Dsluice.test.seed=%d", seed).isZero();
    }

    private void step(Accounting node, Random random, List<AdmissionRequest> told, List<AdmissionRequest> open) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                AdmissionRequest request = request("k");
                if (isAdmitted(await(node.admit(request)))) {
                    open.add(request);
                }
            }
            case 3, 4, 5 -> {
                if (!open.isEmpty()) {
                    AdmissionRequest request = open.remove(random.nextInt(open.size()));
                    Future<Settled> settled = node.settle(completed(request, 1, random.nextInt((int) WORST)));
                    if (settled.succeeded()) {
                        told.add(request);
                    }
                }
            }
            case 6 -> {
                if (random.nextBoolean()) {
                    journals.holdBack();
                } else {
                    journals.force();
                }
            }
            default -> store.setAway(random.nextInt(3) == 0);
        }
    }
}
