package dev.sluice.accounting;

import dev.sluice.store.RollUpCheck;
import dev.sluice.store.Upkeep;
import java.time.Duration;

/** Chores of a store in memory, of which there are none. */
final class IdleUpkeep implements Upkeep {

    @Override
    public int rollUp(String holder) {
        return 0;
    }

    @Override
    public int dropRequests(String holder, Duration kept) {
        return 0;
    }

    @Override
    public int dropExplanations(String holder, Duration kept, int most) {
        return 0;
    }

    @Override
    public int dropAuditLog(String holder, Duration kept) {
        return 0;
    }

    @Override
    public int dropHours(String holder, Duration kept) {
        return 0;
    }

    @Override
    public RollUpCheck check() {
        return new RollUpCheck(0, 0, 0);
    }
}
