package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a node may spend what it has drawn, and when it may again. */
class TenureTest {
    private final MemoryNodes nodes = new MemoryNodes();
    private final HandClock clock = new HandClock();
    private final Tenure tenure = new Tenure(clock.clocks());

    @BeforeEach
    void begin() {
        tenure.begin(nodes.begin("node-1"), clock.clocks().now());
    }

    @Test
    void aLeaseIsProlongedThreeTimesBeforeItRunsOut() {
        for (int second = 1; second <= 300; second++) {
            clock.pass(Duration.ofSeconds(1));
            tenure.renewIfDue(nodes);
        }

        assertThat(tenure.maySpend()).isTrue();
        assertThat(nodes.renewals()).isEqualTo(15);
    }

    @Test
    void aLeaseThatRanOutIsBackAsSoonAsTheDatabaseIs() {
        nodes.setAway(true);
        for (int second = 1; second <= 70; second++) {
            clock.pass(Duration.ofSeconds(1));
            tenure.renewIfDue(nodes);
            assertThat(tenure.maySpend()).isEqualTo(second < 50);
        }

        nodes.setAway(false);
        clock.pass(Duration.ofSeconds(1));
        tenure.renewIfDue(nodes);

        assertThat(tenure.maySpend()).isTrue();
    }
}
