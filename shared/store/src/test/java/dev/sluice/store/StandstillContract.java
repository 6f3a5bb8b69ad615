package dev.sluice.store;

import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a database server does for its other clients when one stands still: a frozen machine, or one that is cut off. */
interface StandstillContract extends Stage {
    Store cutStore(CuttingSource[] made);

    @Test
    default void whoStandsStillInATransactionHoldsUpNobodyForLong() throws Exception {
        store().users().create(Samples.user("alice"));
        Account account = Account.ofUser("alice");
        store().ledger().adjust(account, nano(1_000), "top-up", "first");
        CuttingSource[] made = new CuttingSource[1];
        try (Store cut = cutStore(made)) {
            Node frozen = Node.begin(cut, "frozen");
            made[0].cutNextCommit(CuttingSource.Cut.LATE);
            CompletableFuture<Boolean> drawn = CompletableFuture.supplyAsync(() -> isDrawn(frozen, account));
            made[0].awaitStandstill();

            long asked = System.nanoTime();
            assertThat(node().draw(account, 3, 3)).isEqualTo(3);
            long took = System.nanoTime() - asked;

            assertThat(took).as("waited for a lock").isLessThan(TimeUnit.SECONDS.toNanos(5));
            long held = drawn.get(60, TimeUnit.SECONDS) ? 10 : 3;
            assertThat(store().ledger().balance(account)).contains(new Balance(nano(1_000), nano(held)));
        }
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    /** Where the server says why, it is tried again; where the connection is just gone, nobody can know. */
    private static boolean isDrawn(Node node, Account account) {
        try {
            return node.draw(account, 7, 7) == 7;
        } catch (StoreUnavailable gone) {
            return false;
        }
    }
}
