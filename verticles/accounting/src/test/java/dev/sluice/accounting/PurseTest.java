package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PurseTest {
    private final Account account = Account.ofUser("u");
    private final MemoryNodes nodes = new MemoryNodes();
    private final MemoryLedger ledger = new MemoryLedger(nodes);
    private final HandClock clock = new HandClock();
    private final Purse purse = new Purse(account, Scene.teller(nodes, ledger, clock), clock.clocks());

    private void credit(long amount) {
        assertThat(ledger.adjust(account, new NanoDollars(amount), "gift", "g")).isTrue();
    }

    private Future<Taking> take(long need) {
        return Objects.requireNonNull(purse.take(need));
    }

    private List<Long> wishes() {
        return ledger.wishes();
    }

    @Test
    void theFirstDrawIsTheExactNeed() {
        credit(1_000);

        assertThat(await(take(70))).isEqualTo(Taking.TAKEN);

        assertThat(wishes()).containsExactly(70L);
        assertThat(ledger.held(account)).isEqualTo(70);
    }

    @Test
    void whatWasSpentLatelyIsDrawnAheadWhileThereIsPlenty() {
        credit(100_000);
        await(take(1_000));
        purse.settle(1_000, 1_000);

        await(take(100));

        assertThat(wishes()).containsExactly(1_000L, 1_000L);
        assertThat(take(900).isComplete()).isTrue();
    }

    @Test
    void nothingIsDrawnAheadWhenLittleIsLeft() {
        credit(2_500);
        await(take(1_000));
        purse.settle(1_000, 1_000);

        await(take(100));

        assertThat(wishes()).containsExactly(1_000L, 100L);
    }

    @Test
    void halfOfTheRestIsLeftToOthers() {
        credit(20_000);
        await(take(16_000));
        purse.settle(16_000, 16_000);

        await(take(100));

        assertThat(wishes()).containsExactly(16_000L, 100L + (4_000 - 100) / 2);
    }

    @Test
    void moneyThatComesBackIsTakenWithoutADraw() {
        credit(100);
        await(take(100));

        purse.settle(100, 40);

        assertThat(take(60).result()).isEqualTo(Taking.TAKEN);
        assertThat(wishes()).hasSize(1);
    }

    @Test
    void aCostBeyondWhatWasSetAsideIsPaidFromWhatIsFree() {
        credit(200);
        await(take(100));
        await(take(100));
        purse.settle(100, 0);

        long paid = purse.settle(100, 250);

        assertThat(paid).isEqualTo(200);
    }

    @Test
    void aLargeNeedThatIsRefusedDoesNotStopASmallerOneBehindIt() {
        credit(50);
        List<Future<Taking>> takings = new ArrayList<>();
        for (long need : new long[] {80, 20, 90, 30, 10}) {
            takings.add(take(need));
        }

        assertThat(takings.stream().map(Scene::await))
                .containsExactly(Taking.SHORT, Taking.TAKEN, Taking.SHORT, Taking.TAKEN, Taking.SHORT);
        assertThat(ledger.held(account)).isEqualTo(50);
    }

    @Test
    void moneyThatComesBackIsGivenToWhoeverWaitsWhileTheLedgerIsAsked() {
        credit(100);
        await(take(100));
        Future<Taking> taking;
        boolean served;
        synchronized (ledger) { // the draw waits for the ledger's lock
            taking = take(60);
            purse.settle(100, 40);
            served = taking.isComplete();
        }

        assertThat(served).isTrue();
        assertThat(taking.result()).isEqualTo(Taking.TAKEN);
    }

    @Test
    void whenADrawFailsWhoeverCanBeServedFromHereIs() {
        credit(100);
        await(take(100));
        Future<Taking> large;
        Future<Taking> small;
        synchronized (ledger) { // the draw waits for the ledger's lock
            large = take(90);
            small = take(30);
            purse.settle(100, 60);
            ledger.setAway(true);
        }

        assertThat(await(large)).isEqualTo(Taking.UNKNOWN);
        assertThat(await(small)).isEqualTo(Taking.TAKEN);
    }

    @Test
    void everybodyIsToldWhenTheLedgerIsAway() {
        credit(50);
        ledger.setAway(true);

        assertThat(await(take(10))).isEqualTo(Taking.UNKNOWN);
        assertThat(await(take(10))).isEqualTo(Taking.UNKNOWN);
    }

    @Test
    void anIdlePurseIsEmptiedAndRetired() {
        long idle = Duration.ofSeconds(5).toNanos();
        credit(100);
        await(take(100));
        purse.settle(100, 30);

        clock.pass(Duration.ofSeconds(4));
        assertThat(purse.takeOut(idle)).isZero();
        clock.pass(Duration.ofSeconds(1));
        assertThat(purse.retire(idle)).isFalse();
        assertThat(purse.takeOut(idle)).isEqualTo(70);
        purse.putIn(0);
        assertThat(purse.retire(idle)).isTrue();
        assertThat(purse.take(1)).isNull();
    }

    @Test
    void aPurseThatACallCountsOnIsNotRetired() {
        credit(100);
        await(take(100));

        clock.pass(Duration.ofHours(1));

        assertThat(purse.retire(0)).isFalse();
    }

    @Test
    void nobodyWaitsLongerThanTheyHavePatience() {
        credit(100);
        Future<Taking> taking;
        synchronized (ledger) { // the draw waits for the ledger's lock
            taking = take(10);
            clock.pass(Duration.ofSeconds(5));
            purse.dismissLate();
        }

        assertThat(await(taking)).isEqualTo(Taking.UNKNOWN);
        await().until(() -> ledger.held(account) == 10);
        await().until(() -> purse.takeOut(0) == 10);
    }

    @Test
    void whoeverComesWhileMoneyIsGivenBackWaitsForThat() {
        credit(100);
        await(take(100));
        purse.settle(100, 0);
        long out = purse.takeOut(0);

        Future<Taking> taking = take(100);
        boolean waits = !taking.isComplete();
        purse.putIn(out);

        assertThat(waits).isTrue();
        assertThat(taking.result()).isEqualTo(Taking.TAKEN);
        assertThat(wishes()).containsExactly(100L);
    }

    @Test
    void callsThatAreRefusedDoNotKeepMoneyFromGoingBack() {
        credit(100);
        await(take(100));
        purse.settle(100, 0);
        clock.pass(Duration.ofSeconds(5));

        assertThat(await(take(500))).isEqualTo(Taking.SHORT);

        assertThat(purse.takeOut(Duration.ofSeconds(5).toNanos())).isEqualTo(100);
    }
}
