package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.Journal;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.NodeLife;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ShipperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MemoryNodes nodes = new MemoryNodes();
    private final MemoryLedger ledger = new MemoryLedger(nodes);
    private final MemoryJournals journals = new MemoryJournals();
    private final Journal journal = journals.open(0);
    private final Tenure tenure = new Tenure(new HandClock().clocks());
    private final AtomicInteger unbookable = new AtomicInteger();
    private final Shipper shipper = new Shipper(ledger, tenure, 2_000, unbookable::incrementAndGet);
    private final Recorder recorder = new Recorder(shipper, tenure, new AccountingMeters(new SimpleMeterRegistry()));

    @BeforeEach
    void start() {
        tenure.begin(nodes.begin("node-1"), 1_000);
        recorder.begin(journal);
        shipper.start(journal, 0);
    }

    @AfterEach
    void stop() {
        ledger.setAway(false);
        journals.force();
        shipper.close(PATIENCE);
    }

    static RequestRow row(int number) {
        return new RequestRow(
                "call-" + number,
                "r",
                0,
                "k",
                "u",
                "default",
                "openai",
                "chat",
                "m",
                false,
                null,
                null,
                null,
                1,
                200,
                null,
                CallEnd.COMPLETED,
                Usage.NONE,
                UsageSource.UPSTREAM,
                Reckoning.of(1, NanoDollars.ZERO),
                1,
                1,
                0);
    }

    private Future<Void> end(int number) {
        return recorder.end(row(number), List.of());
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(end(i).failed()).isFalse();
        }
    }

    @Test
    void billsAreShippedInBatchesOfAtMostTwoThousand() {
        append(4_200);

        await().until(() -> ledger.settledRequests() == 4_200);
        assertThat(ledger.batches()).allMatch(size -> size <= 2_000);
        assertThat(ledger.batches().size()).isLessThan(100);
        await().until(() -> shipper.backlog() == 0);
        assertThat(shipper.applied()).isEqualTo(4_200);
    }

    @Test
    void whileTheDatabaseIsAwayBillsAreKeptAndThenShippedOnce() {
        ledger.setAway(true);
        append(10);
        await().during(Duration.ofMillis(300)).until(() -> shipper.backlog() == 10);

        ledger.setAway(false);

        await().until(() -> shipper.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(10);
        assertThat(ledger.strays()).isZero();
    }

    @Test
    void aBatchThatTheBooksHaveAlreadyIsNotBookedTwice() {
        ledger.loseNextAnswer();
        append(10);

        await().until(() -> shipper.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(10);
        assertThat(ledger.strays()).isZero();
    }

    @Test
    void aBillIsNotShippedBeforeItIsDurable() {
        journals.holdBack();
        Future<Void> end = end(1);
        await().during(Duration.ofMillis(300)).until(() -> ledger.settledRequests() == 0 && !end.isComplete());

        journals.force();

        await().until(() -> ledger.settledRequests() == 1);
        assertThat(end.succeeded()).isTrue();
    }

    @Test
    void whatTheDiskRefusesIsShippedFromMemoryAndIsSafeThen() {
        journals.refuse();

        Future<Void> end = end(1);

        await().until(end::succeeded);
        assertThat(ledger.settledRequests()).isEqualTo(1);
    }

    @Test
    void nothingIsSafeThatNeitherDiskNorDatabaseHas() {
        journals.refuse();
        ledger.setAway(true);

        Future<Void> end = end(1);

        await().during(Duration.ofMillis(300)).until(() -> !end.isComplete());
    }

    @Test
    void roomIsKeptForTheBillsOfOpenCalls() {
        ledger.setAway(true);
        append(1_500);

        assertThat(recorder.hasRoom(499)).isTrue();
        assertThat(recorder.hasRoom(500)).isFalse();
    }

    @Test
    void rowsOfRefusalsAreDroppedBeforeBillsAre() {
        ledger.setAway(true);
        append(999);

        assertThat(recorder.offer(row(5_000))).isTrue();
        assertThat(recorder.offer(row(5_001))).isFalse();
        assertThat(shipper.backlog()).isEqualTo(1_000);
    }

    @Test
    void oneBillThatTheBooksRefuseIsSteppedOverAndDoesNotHoldUpTheOthers() {
        ledger.refuse(bill -> bill.row().callId().equals("call-7"));

        append(20);

        await().until(() -> shipper.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(19);
        assertThat(unbookable.get()).isEqualTo(1);
        assertThat(shipper.applied()).isEqualTo(20);
    }

    @Test
    void aBillThatTheBooksRefuseForAMomentIsNotSteppedOver() {
        AtomicInteger refusals = new AtomicInteger();
        ledger.refuse(bill -> refusals.incrementAndGet() <= 2);

        append(1);

        await().until(() -> shipper.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(1);
        assertThat(unbookable.get()).isZero();
    }

    @Test
    void whatGoesWrongWithTheProcessItselfIsTriedAgain() {
        AtomicInteger troubles = new AtomicInteger();
        ledger.refuse(bill -> {
            if (troubles.incrementAndGet() <= 5) {
                throw new StackOverflowError("on purpose");
            }
            return false;
        });

        append(1);

        await().until(() -> shipper.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(1);
        assertThat(unbookable.get()).isZero();
    }

    @Test
    void onceANewerLifeHasBegunNothingIsShippedAndNothingAdmitted() {
        NodeLife newer = nodes.begin("node-1");
        append(3);

        await().until(tenure::isFenced);
        assertThat(ledger.settledRequests()).isZero();
        assertThat(recorder.hasRoom(0)).isFalse();
        assertThat(nodes.state(newer).applied()).isZero();
    }

    @Test
    void closingShipsWhatIsLeft() {
        append(700);

        shipper.close(PATIENCE);

        assertThat(ledger.settledRequests()).isEqualTo(700);
    }

    @Test
    void oneThatNeverBeganCanBeClosed() {
        Shipper idle = new Shipper(ledger, tenure, 10, unbookable::incrementAndGet);

        idle.close(PATIENCE);

        assertThat(idle.backlog()).isZero();
    }

    @Test
    void closingDoesNotWaitForeverForADatabaseThatIsAway() {
        ledger.setAway(true);
        append(3);

        shipper.close(Duration.ofMillis(50));

        assertThat(shipper.backlog()).isEqualTo(3);
    }

    @Test
    void aBillIsHandedOnAsItWasWritten() {
        Bill.Charge charge = Scene.charge(Account.ofUser("u"), 7, 5);

        assertThat(recorder.end(row(1), List.of(charge)).failed()).isFalse();

        await().until(() -> ledger.settledRequests() == 1);
        assertThat(ledger.bills()).containsExactly(new Bill(1, row(1), List.of(charge)));
    }
}
