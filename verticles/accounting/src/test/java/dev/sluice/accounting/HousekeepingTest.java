package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.RollUpCheck;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final Chores chores = new Chores();

    @Test
    void aRoundRollsUpAllThatIsThereAndThenDeletesByPolicy() {
        chores.toRollUp = 3;
        chores.toDrop = 2;

        new Housekeeping(chores, "n1", RetentionSettings.DEFAULT).round();

        assertThat(chores.log)
                .containsExactly(
                        "take n1",
                        "roll",
                        "roll",
                        "roll",
                        "roll",
                        "drop PT2160H",
                        "drop PT2160H",
                        "drop PT2160H",
                        "hours PT9600H");
    }

    @Test
    void whoDoesNotHaveTheTurnDoesNothing() {
        chores.taken = true;

        new Housekeeping(chores, "n1", RetentionSettings.DEFAULT).round();

        assertThat(chores.log).containsExactly("take n1");
    }

    @Test
    void zeroKeepsForEver() {
        new Housekeeping(chores, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO)).round();

        assertThat(chores.log).containsExactly("take n1", "roll");
    }

    @Test
    void aRoundIsBoundedHoweverMuchThereIs() {
        chores.toRollUp = Integer.MAX_VALUE;

        new Housekeeping(chores, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO)).round();

        assertThat(chores.log).hasSize(501);
    }

    @Test
    void afterItsEndTheTurnIsFreeAndNothingMoreIsDone() {
        Housekeeping housekeeping = new Housekeeping(chores, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO));

        housekeeping.round();
        housekeeping.stop();
        housekeeping.round();

        assertThat(chores.log).containsExactly("take n1", "roll", "leave n1");
    }

    @Test
    void whoNeverHadTheTurnHasNoneToLeave() {
        new Housekeeping(chores, "n1", RetentionSettings.DEFAULT).stop();

        assertThat(chores.log).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayAtTheEndStopsNothing() {
        Housekeeping housekeeping = new Housekeeping(chores, "n1", RetentionSettings.DEFAULT);
        housekeeping.round();
        chores.away = true;

        housekeeping.stop();

        assertThat(chores.log).endsWith("leave n1");
    }

    @Test
    void lessThanADayIsNotARetention() {
        assertThatThrownBy(() -> new RetentionSettings(Duration.ofHours(23), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requests");
        assertThatThrownBy(() -> new RetentionSettings(Duration.ZERO, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hours");
    }

    /** A store's chores that write down what they are asked. */
    private static final class Chores implements Upkeep {
        private final List<String> log = new ArrayList<>();
        private boolean taken;
        private boolean away;
        private int toRollUp;
        private int toDrop;

        @Override
        public boolean take(String holder) {
            log.add("take " + holder);
            return !taken;
        }

        @Override
        public void leave(String holder) {
            log.add("leave " + holder);
            if (away) {
                throw new StoreUnavailable("away", new IllegalStateException("test"));
            }
        }

        @Override
        public int rollUp(String holder) {
            log.add("roll");
            return toRollUp-- > 0 ? 1 : 0;
        }

        @Override
        public int dropRequests(String holder, Duration kept) {
            log.add("drop " + kept);
            return toDrop-- > 0 ? 1 : 0;
        }

        @Override
        public int dropHours(String holder, Duration kept) {
            log.add("hours " + kept);
            return 0;
        }

        @Override
        public RollUpCheck check() {
            throw new UnsupportedOperationException();
        }
    }
}
