package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.Journal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JournalKeeperTest {
    private final MemoryNodes nodes = new MemoryNodes();
    private final MemoryJournals journals = new MemoryJournals();
    private final Journal journal = journals.open(0);
    private final Tenure tenure = new Tenure(new HandClock().clocks());
    private final Shipper shipper = new Shipper(new MemoryLedger(nodes), tenure, 100, () -> {});
    private final Recorder recorder = new Recorder(shipper, tenure, new AccountingMeters(new SimpleMeterRegistry()));
    private final JournalKeeper keeper = new JournalKeeper(journal, recorder, shipper, new OpenCalls(10));

    @BeforeEach
    void start() {
        tenure.begin(nodes.begin("node-1"), 1_000);
        recorder.begin(journal);
        shipper.start(journal, 0);
        journals.segmentsOf(4);
    }

    @AfterEach
    void stop() {
        journals.force();
        shipper.close(Duration.ofSeconds(5));
    }

    private void end(int number) {
        assertThat(recorder.end(ShipperTest.row(number), List.of()).failed()).isFalse();
    }

    @Test
    void theJournalIsReleasedThoughSomethingNewerAlwaysWaitsForTheDisk() {
        for (int i = 1; i <= 10; i++) {
            end(i);
        }
        await().until(() -> shipper.applied() == 10);
        journals.holdBack();
        end(11);

        keeper.sweep();
        long before = journal.released();
        journals.force();
        journals.holdBack();
        end(12);
        keeper.sweep();

        assertThat(before).isZero();
        assertThat(journal.released()).isEqualTo(8);
    }
}
