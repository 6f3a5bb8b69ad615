package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Bill;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SettlerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MemoryLedger ledger = new MemoryLedger();
    private final AtomicInteger unbookable = new AtomicInteger();
    private final Settler settler = new Settler("node-1", ledger, 2_000, unbookable::incrementAndGet);

    @BeforeEach
    void start() {
        settler.start();
    }

    @AfterEach
    void stop() {
        ledger.setAway(false);
        settler.close(PATIENCE);
    }

    private static Bill bill(int number) {
        return new Bill(
                new RequestRow(
                        "call-" + number,
                        "r",
                        0,
                        "k",
                        "u",
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
                        1,
                        NanoDollars.ZERO,
                        1,
                        1),
                List.of());
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            settler.append(bill(i));
        }
    }

    @Test
    void billsAreWrittenInBatchesOfAtMostFiveHundred() {
        append(1_200);

        await().until(() -> ledger.settledRequests() == 1_200);
        assertThat(ledger.batches()).allMatch(size -> size <= 500);
        assertThat(ledger.batches().size()).isLessThan(100);
        await().until(() -> settler.backlog() == 0);
    }

    @Test
    void whileTheDatabaseIsAwayBillsAreKeptAndThenWritten() {
        ledger.setAway(true);
        append(10);
        await().during(Duration.ofMillis(300)).until(() -> settler.backlog() == 10);

        ledger.setAway(false);

        await().until(() -> settler.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(10);
    }

    @Test
    void roomIsKeptForTheBillsOfOpenCalls() {
        ledger.setAway(true);
        append(1_500);

        assertThat(settler.hasRoom(499)).isTrue();
        assertThat(settler.hasRoom(500)).isFalse();
    }

    @Test
    void rowsOfRefusalsAreDroppedBeforeBillsAre() {
        ledger.setAway(true);
        append(999);

        assertThat(settler.offer(bill(5_000))).isTrue();
        assertThat(settler.offer(bill(5_001))).isFalse();
        assertThat(settler.backlog()).isEqualTo(1_000);
    }

    @Test
    void oneBillThatTheBooksRefuseDoesNotHoldUpTheOthers() {
        ledger.refuse(bill -> bill.row().callId().equals("call-7"));

        append(20);

        await().until(() -> settler.backlog() == 0);
        assertThat(ledger.settledRequests()).isEqualTo(19);
        assertThat(unbookable.get()).isEqualTo(1);
    }

    @Test
    void closingWritesWhatIsLeft() {
        append(700);

        settler.close(PATIENCE);

        assertThat(ledger.settledRequests()).isEqualTo(700);
    }

    @Test
    void oneThatNeverBeganCanBeClosed() {
        Settler idle = new Settler("node-1", ledger, 10, unbookable::incrementAndGet);

        idle.close(PATIENCE);

        assertThat(idle.backlog()).isZero();
    }

    @Test
    void closingDoesNotWaitForeverForADatabaseThatIsAway() {
        ledger.setAway(true);
        append(3);

        settler.close(Duration.ofMillis(50));

        assertThat(settler.backlog()).isEqualTo(3);
    }
}
