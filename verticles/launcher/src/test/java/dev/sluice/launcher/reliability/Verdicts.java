package dev.sluice.launcher.reliability;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What comparing came to, over all rounds of a test. */
final class Verdicts {
    private long calls;
    private long ended;
    private long left;
    private long orphans;
    private long endSeenNotSettled;
    private long contentSeenNotSettled;
    private long doubled;
    private long chargedForNothing;
    private long billedWrongly;
    private long heldStill;
    private long slowestMillis;

    // These look at the whole database, so the last look is the one that counts.
    private long withoutOneEnd;
    private long wrongBalances;
    private long sumOfBalances;
    private long leastLeft;

    void readyAfter(Duration time) {
        slowestMillis = Math.max(slowestMillis, time.toMillis());
    }

    long slowestMillis() {
        return slowestMillis;
    }

    /** Waits until the books are whole, but no longer than this, and counts what is wrong with them then. */
    void add(Books books, Duration recovery, Supplier<Comparison> compare) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(250))
                    .atMost(recovery)
                    .until(() -> books.held() == 0 && compare.get().contentSeenNotSettled() == 0);
        } catch (ConditionTimeoutException stillNot) {
            // What is missing is counted now.
        }
        Comparison now = compare.get();
        calls += now.calls();
        ended += now.ended();
        left += now.left();
        orphans += now.orphans();
        endSeenNotSettled += now.endSeenNotSettled();
        contentSeenNotSettled += now.contentSeenNotSettled();
        doubled += now.doubled();
        chargedForNothing += now.chargedForNothing();
        billedWrongly += now.billedWrongly();
        heldStill += books.held() == 0 ? 0 : 1;
        withoutOneEnd = books.callsWithoutOneEnd();
        wrongBalances = books.wrongBalances();
        sumOfBalances = Math.abs(books.sumOfBalances());
        leastLeft = books.leastLeft();
        if (!now.odd().isEmpty()) {
            System.out.println(now.odd());
        }
    }

    void tell(Figures figures) {
        figures.told("calls", calls)
                .told("calls_whose_end_was_seen", ended)
                .told("callers_who_left", left)
                .told("calls_settled_by_a_later_life", orphans)
                .zero("client_saw_end_not_settled", endSeenNotSettled)
                .zero("client_saw_content_not_settled", contentSeenNotSettled)
                .zero("calls_with_two_rows", doubled)
                .zero("calls_without_exactly_one_terminal", withoutOneEnd)
                .zero("charged_for_nothing", chargedForNothing)
                .zero("billed_unlike_the_upstreams_log", billedWrongly)
                .zero("rounds_with_open_holds_after_10s", heldStill)
                .zero("accounts_unlike_their_entries", wrongBalances)
                .zero("sum_of_all_balances", sumOfBalances)
                .atLeast("least_left_to_any_user", leastLeft, 0);
    }
}
