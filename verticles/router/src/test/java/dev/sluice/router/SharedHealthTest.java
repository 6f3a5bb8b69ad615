package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several event loops ask and tell one router at the same time. */
class SharedHealthTest {
    private static final int THREADS = 8;
    private static final Outcome OK =
            new Outcome("b", "m", Verdict.OK, null, Duration.ofMillis(1), Duration.ofMillis(1));

    private final TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));

    @Test
    void ofManyCallsAtOnceExactlyOneIsTheProbe() throws Exception {
        for (int round = 0; round < 50; round++) {
            bench.fail("a", "m", 5);
            bench.clock.passSeconds(30);

            List<Boolean> probes = together(() -> bench.order("m").contains("a"));

            assertThat(probes).as("round %s", round).containsOnlyOnce(true);
            bench.learn("a", "m", Verdict.OK);
            bench.clock.passSeconds(30);
        }
    }

    @Test
    void turnsStayExactWhileChannelsComeAndGoAndOutcomesPour() throws Exception {
        Map<String, AtomicInteger> firsts = new ConcurrentHashMap<>();

        together(() -> {
            for (int i = 0; i < 5000; i++) {
                String first = bench.order("m").getFirst();
                firsts.computeIfAbsent(first, id -> new AtomicInteger()).incrementAndGet();
                bench.router.learn(OK);
            }
            return true;
        });

        assertThat(firsts.get("a")).hasValue(THREADS * 2500);
        assertThat(firsts.get("b")).hasValue(THREADS * 2500);
    }

    @Test
    void healthOutlivesReloadsUnderLoad() throws Exception {
        bench.fail("a", "m", 5);
        CompletableFuture<Void> reloads = CompletableFuture.runAsync(() ->
                IntStream.range(0, 200).forEach(i -> bench.adopt(serving("a", "m"), serving("b", "m"))));

        List<Boolean> seen = together(() ->
                IntStream.range(0, 2000).mapToObj(i -> bench.order("m")).allMatch(order -> order.equals(List.of("b"))));

        reloads.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(seen).doesNotContain(false);
    }

    private static <T> List<T> together(Callable<T> task) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<T>> tasks = IntStream.range(0, THREADS)
                    .<Callable<T>>mapToObj(i -> () -> {
                        start.await(10, TimeUnit.SECONDS);
                        return task.call();
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                results.add(done.get());
            }
            return results;
        }
    }
}
