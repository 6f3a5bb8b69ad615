package dev.sluice.launcher.reliability;

import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Calls that are all alike: not streamed, each about as long as the upstream takes for it, so that what a node serves is
 * bounded by how many calls it takes at once and not by the machine that the test shares with its load.
 */
record Crowd(String prefix, long seed, List<String> keys) implements IntFunction<Ask> {
    /** What the upstream takes for an answer. */
    static final int ANSWER_MILLIS = 400;

    private static final int WORDS = 3;
    private static final int MOST_TOKENS = 50;

    @Override
    public Ask apply(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        return new Ask(
                random.nextInt(3) == 0 ? Tongue.ANTHROPIC : Tongue.OPENAI,
                keys.get(random.nextInt(keys.size())),
                Mix.MODEL,
                false,
                MOST_TOKENS,
                0,
                new Plan(prefix + number, WORDS, ANSWER_MILLIS, 20, WORDS, UsageLie.HONEST));
    }

    /** So many callers, each with the next call when the last has ended, for so long. */
    List<Seen> callInTurns(URI gateway, int callers, Duration time) {
        ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
        long until = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            int first = caller * 1_000_000;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; System.nanoTime() < until; i++) {
                    seen.add(Load.call(gateway, apply(first + i)));
                }
            }));
        }
        for (Thread thread : threads) {
            join(thread);
        }
        return List.copyOf(seen);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The time that 99 of 100 of these calls did not take. */
    static long p99(List<Seen> seen, Predicate<Seen> which) {
        long[] millis =
                seen.stream().filter(which).mapToLong(Seen::millis).sorted().toArray();
        return millis.length == 0 ? 0 : millis[(millis.length - 1) * 99 / 100];
    }
}
