package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B6, through the front door: however an upstream fails and whether or not its caller stays, a call has exactly one end. */
class FaultyUpstreamTest {
    private static final int AT_ONCE = 24;
    private static final Duration SHIPPED = Duration.ofSeconds(20);

    /** Models that have prices, one for each fault, so that no fault puts another's channel to rest. */
    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("gpt-4o", new Fault.Refused()),
            Map.entry("gpt-4.1", new Fault.SynDropped()),
            Map.entry("gpt-4.1-mini", new Fault.ResetBeforeHeaders()),
            Map.entry("gpt-4.1-nano", new Fault.HeadersNever()),
            Map.entry("o3", new Fault.TooManyRequests("1")),
            Map.entry("o3-mini", new Fault.ServerError(503)),
            Map.entry("o4-mini", new Fault.Denied(401, "invalid_api_key")),
            Map.entry("gpt-5", new Fault.SilenceAfterHeaders()),
            Map.entry("gpt-5-mini", new Fault.CutMidStream(2, false)),
            Map.entry("gpt-5-nano", new Fault.CutMidStream(3, true)),
            Map.entry("gpt-5.1", new Fault.HtmlInstead()),
            Map.entry("gpt-5.2", new Fault.ErrorEvent(2)),
            Map.entry("o1", new Fault.WrongUsage(UsageLie.MISSING)),
            Map.entry("gpt-4-turbo", new Fault.WrongUsage(UsageLie.NEGATIVE)),
            Map.entry("gpt-3.5-turbo", new Fault.WrongUsage(UsageLie.ABSURD)));

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void everyCallHasExactlyOneEnd() throws ExecutionException, InterruptedException {
        Figures figures = Figures.of("B6-http", seed);
        try (FakeProvider refused = FakeProvider.reacting(new Fault.Refused());
                FakeProvider dropped = FakeProvider.reacting(new Fault.SynDropped());
                Rig rig = Rig.start(Settings.in(folder).with(Map.of("SLUICE_ACCOUNTING_PURSE_IDLE", "1s")))) {
            String key = rig.keys().getFirst();
            channels(rig, refused, dropped);
            Books books = Books.embedded(rig.settings().data());

            List<Seen> seen = callAll(rig, asks(key));
            awaitRows(books, seen);

            Map<String, List<Row>> rows = books.rows("b6-");
            Comparison comparison = new Comparison(seen, rig.upstream(), rows);
            figures.told("calls", seen.size())
                    .told("calls_whose_end_was_seen", comparison.ended())
                    .told("callers_who_left", comparison.left())
                    .zero("calls_without_a_row", comparison.withoutRow())
                    .zero("calls_with_two_rows", comparison.doubled())
                    .zero("calls_without_exactly_one_terminal", books.callsWithoutOneEnd())
                    .zero("charged_for_nothing", comparison.chargedForNothing())
                    .zero("billed_unlike_the_upstreams_log", comparison.billedWrongly());
            System.out.print(comparison.odd());
            assertThat(rig.node().stop()).isZero();
            Audit.of(rig.settings()).tell(figures);
        }
        figures.assertAllPassed();
    }

    private static void channels(Rig rig, FakeProvider refused, FakeProvider dropped) {
        try (Operator operator = rig.operator()) {
            FAULTS.forEach((model, fault) -> {
                rig.upstream().failing(model, fault);
                operator.impatientChannel(
                        model,
                        switch (fault) {
                            case Fault.Refused ignored -> refused.baseUrl();
                            case Fault.SynDropped ignored -> dropped.baseUrl();
                            case Fault ignored -> rig.upstream().baseUrl();
                        });
            });
        }
    }

    /** Every fault, streamed and not, with callers who stay and who leave, in no order. */
    private List<Ask> asks(String key) {
        List<Ask> asks = new ArrayList<>();
        for (int round = 0; round < Run.rounds(3); round++) {
            for (String model : FAULTS.keySet()) {
                for (int kind = 0; kind < 4; kind++) {
                    boolean streamed = kind % 2 == 0;
                    int leavesAfter = kind < 2 ? 0 : 1 + round % 3;
                    UsageLie lie = FAULTS.get(model) instanceof Fault.WrongUsage wrong ? wrong.lie() : UsageLie.HONEST;
                    Plan plan = new Plan("b6-" + seed + "-" + asks.size(), 6, 5, 11, 7, lie);
                    asks.add(new Ask(Tongue.OPENAI, key, model, streamed, 100, leavesAfter, plan));
                }
            }
        }
        Collections.shuffle(asks, new Random(seed));
        return asks;
    }

    private static List<Seen> callAll(Rig rig, List<Ask> asks) throws ExecutionException, InterruptedException {
        List<Seen> seen = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Seen>> calls = asks.stream()
                    .map(ask -> callers.submit(() -> Load.call(rig.address(), ask)))
                    .toList();
            for (Future<Seen> call : calls) {
                seen.add(call.get());
            }
        }
        return seen;
    }

    private static void awaitRows(Books books, List<Seen> seen) {
        try {
            Awaitility.await().atMost(SHIPPED).until(() -> books.rows("b6-").size() >= seen.size());
        } catch (ConditionTimeoutException stillNot) {
            // What is missing is counted next.
        }
    }
}
