package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.launcher.reliability.SystemCalls.Call;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K4: in which order a node syncs its journal and writes to its callers, as the system sees it. */
class JournalOrderTest {
    private static final int ONE_BY_ONE = 200;
    private static final int TOGETHER = 800;
    private static final int AT_ONCE = 8;

    @TempDir
    private Path folder;

    private final AtomicInteger number = new AtomicInteger();

    @Test
    void nothingIsSaidBeforeItIsOnTheDisk() throws ExecutionException, InterruptedException {
        SystemCalls.unavailable().ifPresent(reason -> Assumptions.abort("K4 is skipped: " + reason));
        Figures figures = Figures.of("K4", 0);
        Path log = folder.resolve("calls.txt");
        try (Rig rig = Rig.start(Settings.in(folder).under(SystemCalls.command(log)))) {
            String key = rig.keys().getFirst();
            assertThat(call(rig, key, ONE_BY_ONE, 1) + call(rig, key, TOGETHER, AT_ONCE))
                    .isEqualTo(ONE_BY_ONE + TOGETHER);
            rig.node().stop();
        }
        List<Call> calls = SystemCalls.read(log);

        SyncOrder order = new SyncOrder(calls, "/journal/");

        figures.told("system_calls", calls.size())
                .atLeast("streams", order.answered().size(), ONE_BY_ONE + TOGETHER)
                .zero("first_bytes_before_the_hold_was_synced", order.bytesBeforeHold())
                .zero("last_chunks_before_the_end_was_synced", order.lastWordsBeforeEnd())
                .assertAllPassed();
    }

    /** Makes so many calls, some at once; returns how many were answered to their end. */
    private long call(Rig rig, String key, int calls, int atOnce) throws ExecutionException, InterruptedException {
        try (ExecutorService callers = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Seen>> seen = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                seen.add(callers.submit(() -> Load.call(rig.address(), ask(key))));
            }
            long ended = 0;
            for (Future<Seen> one : seen) {
                ended += one.get().ended() ? 1 : 0;
            }
            return ended;
        }
    }

    private Ask ask(String key) {
        String id = OrderId.of(number.getAndIncrement());
        return new Ask(Tongue.OPENAI, key, Mix.MODEL, true, 100, 0, new Plan(id, 3, 1, 20, 9, UsageLie.HONEST));
    }
}
