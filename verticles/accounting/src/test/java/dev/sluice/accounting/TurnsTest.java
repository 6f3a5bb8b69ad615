package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.Job;
import dev.sluice.store.Jobs;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final MemoryJobs jobs = new MemoryJobs();
    private final AtomicLong nanos = new AtomicLong();
    private final Clocks clocks = new Clocks(nanos::get, () -> Instant.EPOCH);
    private final Turns a = new Turns(jobs, "a", clocks);
    private final Turns b = new Turns(jobs, "b", clocks);

    @Test
    void aJobIsDoneByWhoTookItFirst() {
        AtomicInteger done = new AtomicInteger();
        a.look();
        b.look();

        a.single(Job.SEALS, done::incrementAndGet).run();
        b.single(Job.SEALS, () -> done.addAndGet(100)).run();

        assertThat(done).hasValue(1);
    }

    @Test
    void aJobMovesWhenItsHolderDies() {
        a.look();
        b.look();

        jobs.forget();
        b.look();
        a.look();

        assertThat(b.has(Job.UPKEEP)).isTrue();
        assertThat(a.has(Job.UPKEEP)).isFalse();
    }

    @Test
    void aJobMovesAtOnceWhenItsHolderStops() {
        a.look();

        a.stop();
        b.look();
        a.look();

        assertThat(a.has(Job.UPKEEP)).isFalse();
        assertThat(b.has(Job.UPKEEP)).isTrue();
        assertThat(jobs.log()).containsExactly("take a", "leave a", "take b");
    }

    @Test
    void aHolderWhoCannotLookStopsBeforeAnotherMayBegin() {
        a.look();
        jobs.setAway(true);

        assertThatThrownBy(a::look).isInstanceOf(StoreUnavailable.class);
        nanos.addAndGet(Jobs.TURN.dividedBy(2).toNanos());
        assertThat(a.has(Job.UPKEEP)).isTrue();
        nanos.addAndGet(Jobs.TURN.dividedBy(2).toNanos() - 1);

        assertThat(a.has(Job.UPKEEP)).isFalse();
    }

    @Test
    void aDatabaseThatIsAwayAtTheEndStopsNothing() {
        a.look();
        jobs.setAway(true);

        a.stop();

        assertThat(a.has(Job.UPKEEP)).isFalse();
    }
}
