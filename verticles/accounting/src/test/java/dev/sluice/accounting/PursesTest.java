package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PursesTest {
    private static final Account USER = Account.ofUser("u");
    private static final Account KEY = Account.ofKey("k");
    private final MemoryNodes nodes = new MemoryNodes();
    private final MemoryLedger ledger = new MemoryLedger(nodes);
    private final HandClock clock = new HandClock();
    private final Purses purses = new Purses(Scene.teller(nodes, ledger, clock), clock.clocks(), Duration.ofSeconds(5));

    private void fill(Account account, long amount) {
        ledger.adjust(account, new NanoDollars(amount), "gift", account.id());
    }

    @Test
    void everyClaimIsChargedInItsOwnUnit() {
        fill(USER, 100);
        fill(KEY, 3);
        Reservation taken =
                await(purses.take(List.of(new Claim(USER, Unit.COST, 60), new Claim(KEY, Unit.REQUESTS, 1))));

        List<Bill.Charge> charges = taken.settle(new Spent(1, 40, new NanoDollars(25)));

        assertThat(charges).containsExactly(Scene.charge(USER, 25, 25), Scene.charge(KEY, 1, 1));
        assertThat(taken.heldCost()).isEqualTo(60);
    }

    @Test
    void aClaimThatIsNotMetGivesAllOthersBack() {
        fill(USER, 100);
        Claim missing = new Claim(KEY, Unit.TOKENS, 10);

        Reservation refused = await(purses.take(List.of(new Claim(USER, Unit.COST, 100), missing)));
        Reservation again = await(purses.take(List.of(new Claim(USER, Unit.COST, 100))));

        assertThat(refused.taking()).isEqualTo(Taking.SHORT);
        assertThat(refused.refused()).isEqualTo(missing);
        assertThat(refused.claims()).isEmpty();
        assertThat(again.taking()).isEqualTo(Taking.TAKEN);
    }

    @Test
    void aClaimOfNothingAsksNobodyAndIsChargedAllTheSame() {
        ledger.setAway(true);

        Reservation taken = await(purses.take(List.of(new Claim(USER, Unit.COST, 0))));

        assertThat(taken.settle(new Spent(1, 5, new NanoDollars(7)))).containsExactly(Scene.charge(USER, 7, 0));
        assertThat(purses.size()).isZero();
    }
}
