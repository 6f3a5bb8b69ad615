package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.RollUpCheck;
import dev.sluice.store.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final Chores chores = new Chores();
    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void give() {
        store.chores = chores;
        store.revisionsDropped = kept -> {
            chores.log.add("revisions " + kept);
            return 0;
        };
    }

    @Test
    void aRoundRollsUpAllThatIsThereAndThenDeletesByPolicy() {
        chores.toRollUp = 3;
        chores.toDrop = 2;

        new Housekeeping(store, "n1", RetentionSettings.DEFAULT).round();

        assertThat(chores.log)
                .containsExactly(
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
    void zeroKeepsForEver() {
        new Housekeeping(store, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO)).round();

        assertThat(chores.log).containsExactly("roll");
    }

    @Test
    void aRoundIsBoundedHoweverMuchThereIs() {
        chores.toRollUp = Integer.MAX_VALUE;

        new Housekeeping(store, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO)).round();

        assertThat(chores.log).hasSize(500);
    }

    @Test
    void afterItsEndNothingMoreIsDone() {
        Housekeeping housekeeping = new Housekeeping(store, "n1", RetentionSettings.DEFAULT);

        housekeeping.stop();
        housekeeping.round();

        assertThat(chores.log).isEmpty();
    }

    @Test
    void revisionsAreKeptUnlessThePolicySaysOtherwise() {
        Duration quarter = Duration.ofDays(90);

        new Housekeeping(store, "n1", new RetentionSettings(Duration.ZERO, Duration.ZERO, quarter)).round();

        assertThat(chores.log).containsExactly("roll", "revisions PT2160H");
    }

    @Test
    void linesOfTheAuditLogAreKeptUnlessThePolicySaysOtherwise() {
        RetentionSettings years =
                new RetentionSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, 7, Duration.ofDays(730));

        new Housekeeping(store, "n1", years).round();

        assertThat(chores.log).containsExactly("roll", "audit log PT17520H");
    }

    @Test
    void explanationsGoWithTheRowsOfRequestsAndByNumber() {
        RetentionSettings few =
                new RetentionSettings(Duration.ofDays(3), Duration.ZERO, Duration.ZERO, 7, Duration.ZERO);

        new Housekeeping(store, "n1", few).round();

        assertThat(chores.explanations).containsExactly("explanations PT72H 7");
    }

    @Test
    void lessThanADayIsNotARetention() {
        assertThatThrownBy(() -> new RetentionSettings(Duration.ofHours(23), Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requests");
        assertThatThrownBy(() -> new RetentionSettings(Duration.ZERO, Duration.ofSeconds(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hours");
    }

    /** A store's chores that write down what they are asked. */
    private static final class Chores implements Upkeep {
        private final List<String> log = new ArrayList<>();
        private final List<String> explanations = new ArrayList<>();
        private int toRollUp;
        private int toDrop;

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
        public int dropExplanations(String holder, Duration kept, int most) {
            explanations.add("explanations " + kept + " " + most);
            return 0;
        }

        @Override
        public int dropHours(String holder, Duration kept) {
            log.add("hours " + kept);
            return 0;
        }

        @Override
        public int dropAuditLog(String holder, Duration kept) {
            log.add("audit log " + kept);
            return 0;
        }

        @Override
        public RollUpCheck check() {
            throw new UnsupportedOperationException();
        }
    }
}
