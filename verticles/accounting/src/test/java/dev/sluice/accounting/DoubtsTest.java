package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.completed;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.Settled;
import dev.sluice.store.Account;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger holds because an answer of it was lost comes back while the node lives, and never too early. */
final class DoubtsTest {
    private static final long CREDIT = 10 * WORST;

    private final MemoryStore store = new MemoryStore();
    private final MemoryLedger ledger = store.ledger();
    private final HandClock clock = new HandClock();
    private final MemoryJournals journals = new MemoryJournals();
    private final Account poor = Account.ofUser(POOR.id());
    private final Accounting accounting = Scene.accounting(store, clock, journals);

    @BeforeEach
    void open() {
        store.users().create(POOR);
        store.keys().create(key("k", POOR), digest("k"));
        assertThat(ledger.adjust(poor, new NanoDollars(CREDIT), "gift", "gift")).isTrue();
        await(accounting.enter());
    }

    @AfterEach
    void close() {
        journals.force();
        await(accounting.leave());

        assertThat(ledger.held(poor)).isZero();
    }

    private AdmissionRequest admitted() {
        AdmissionRequest request = request("k");
        assertThat(isAdmitted(await(accounting.admit(request)))).isTrue();
        return request;
    }

    private void drawInVain() {
        ledger.loseNextAnswer();
        assertThat(isAdmitted(await(accounting.admit(request("k"))))).isFalse();
    }

    private void settle(AdmissionRequest request) {
        await(accounting.settle(completed(request, Scene.PROMPT, Scene.OUTPUT)));
    }

    private void untilNothingIsHeld() {
        await().until(() -> {
            accounting.sweep();
            return ledger.held(poor) == 0;
        });
    }

    @Test
    void whatWasDrawnWithoutAnAnswerGoesBack() {
        drawInVain();
        assertThat(ledger.wishes()).containsExactly(WORST);

        untilNothingIsHeld();

        settle(admitted());
    }

    @Test
    void nothingGoesBackWhileACallCountsOnThePurse() {
        AdmissionRequest open = admitted();
        drawInVain();

        accounting.sweep();

        assertThat(ledger.held(poor)).isEqualTo(2 * WORST);
        settle(open);
        untilNothingIsHeld();
        assertThat(ledger.posted(poor)).isEqualTo(CREDIT - WORST);
    }

    @Test
    void nothingGoesBackBeforeTheBooksHaveWhatWasSpent() {
        AdmissionRequest open = admitted();
        drawInVain();
        journals.holdBack();
        Future<Settled> safe = accounting.settle(completed(open, Scene.PROMPT, Scene.OUTPUT));

        accounting.sweep();
        accounting.sweep();

        assertThat(safe.isComplete()).isFalse();
        assertThat(ledger.held(poor)).isEqualTo(2 * WORST);
        journals.force();
        untilNothingIsHeld();
        assertThat(ledger.posted(poor)).isEqualTo(CREDIT - WORST);
    }

    @Test
    void whoeverTakesMeanwhileIsWaitedForAnew() {
        AdmissionRequest first = admitted();
        drawInVain();
        journals.holdBack();
        Future<Settled> ofFirst = accounting.settle(completed(first, 0, 0));
        accounting.sweep();
        AdmissionRequest second = admitted();
        Future<Settled> ofSecond = accounting.settle(completed(second, Scene.PROMPT, Scene.OUTPUT));

        accounting.sweep();

        assertThat(ledger.held(poor)).isEqualTo(2 * WORST);
        journals.force();
        await(ofFirst);
        await(ofSecond);
        untilNothingIsHeld();
        assertThat(ledger.posted(poor)).isEqualTo(CREDIT - WORST);
    }

    @Test
    void aReturnWithoutAnAnswerIsMadeGood() {
        AdmissionRequest open = admitted();
        await(accounting.settle(completed(open, 0, 0)));
        await().until(() -> accounting.backlog() == 0);
        clock.pass(Duration.ofSeconds(5));
        ledger.loseNextAnswer();
        accounting.sweep();

        untilNothingIsHeld();

        assertThat(ledger.posted(poor)).isEqualTo(CREDIT);
    }

    @Test
    void nothingGoesBackTwiceWhenTheAnswerToThatIsLostToo() {
        drawInVain();
        ledger.loseNextAnswer();
        accounting.sweep();

        untilNothingIsHeld();
        settle(admitted());
    }

    @Test
    void doubtsWaitUntilTheLedgerIsBack() {
        AdmissionRequest open = admitted();
        drawInVain();
        store.setAway(true);
        settle(open);
        accounting.sweep();
        assertThat(ledger.held(poor)).isEqualTo(2 * WORST);

        store.setAway(false);

        untilNothingIsHeld();
    }

    @Test
    void aDoubtAboutAnAccountThatThereIsNotEndsToo() {
        MemoryNodes nodes = new MemoryNodes();
        MemoryLedger books = new MemoryLedger(nodes);
        Teller teller = Scene.teller(nodes, books, clock);

        assertThat(teller.isThere(Account.ofUser("nobody"))).isTrue();
        assertThat(teller.bringAllBack(Account.ofUser("nobody"), 0)).isTrue();
    }

    @Test
    void aNodeThatStopsLeavesNothingHeld() {
        AdmissionRequest open = admitted();
        drawInVain();
        settle(open);
    }
}
