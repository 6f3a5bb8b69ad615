package dev.sluice.router;

import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelsSummed;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Traffic.Ticket;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.router.traffic.NodeTraffic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Real routers of several nodes in one thread, on one clock that is moved, over a net that loses, delays and reorders; with
 * callers and upstreams. Everything follows from the seed.
 */
final class Cluster {
    private static final Duration STEP = Duration.ofMillis(5);

    final FakeClock clock = new FakeClock();
    final List<Node> nodes = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    final SplittableRandom random;
    final Weather weather;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Set<Node> cutOff = new HashSet<>();
    private final Upstream upstream;
    private long numbers;
    private long lastSecond = Long.MIN_VALUE;

    /** How an attempt at a channel goes. */
    interface Upstream {
        Reaction react(Attempt attempt);
    }

    /**
     * What the upstream does.
     *
     * @param after when the attempt is over
     */
    record Reaction(
            Verdict verdict, Duration after, @Nullable Duration retryAfter, List<UpstreamLimit> limits) {
        static Reaction ok(Duration after) {
            return new Reaction(Verdict.OK, after, null, List.of());
        }

        static Reaction of(Verdict verdict) {
            return new Reaction(verdict, Duration.ofMillis(20), null, List.of());
        }
    }

    /** One attempt that was let through. */
    record Attempt(long at, String node, String channel, boolean first, int callNumber) {}

    /**
     * What the net does to messages.
     *
     * @param lossPercent of messages that never arrive
     * @param longest delay; each message has its own, so they overtake each other
     */
    record Weather(int lossPercent, Duration longest) {}

    /** How many nodes, and how they are. */
    record Setup(int size, RouterSettings settings, Weather weather) {}

    private record Event(long at, long number, Runnable action) {}

    /** One node. */
    final class Node {
        final String name;
        final NodeTraffic traffic;
        final Router router;
        /** Calls per second. */
        private double rate;

        Node(String name, RouterSettings settings) {
            this.name = name;
            this.traffic = new NodeTraffic(name, clock::now);
            this.router = new Router(
                    settings,
                    SampleChannel.PROVIDERS,
                    new Surroundings(new SimpleMeterRegistry(), clock.clocks(), traffic));
        }

        void attemptsPerSecond(double calls) {
            rate = calls;
        }

        private void call() {
            List<Candidate> candidates = router.route(new RouteRequest("team", "m", Dialect.OPENAI, Operation.CHAT))
                    .candidates();
            attempt(candidates, 0, (int) numbers++);
        }

        private void attempt(List<Candidate> candidates, int place, int call) {
            if (place == candidates.size()) {
                return;
            }
            Candidate candidate = candidates.get(place);
            Ticket ticket = traffic.begin(candidate, 100);
            if (ticket.refusedFor() != null) {
                learn(candidate, Reaction.of(Verdict.FULL), Duration.ZERO);
                attempt(candidates, place + 1, call);
                return;
            }
            Attempt made = new Attempt(clock.now(), name, candidate.channelId(), place == 0, call);
            attempts.add(made);
            Reaction reaction = upstream.react(made);
            Runnable end = () -> {
                ticket.end(100);
                learn(candidate, reaction, reaction.after());
                if (reaction.verdict() != Verdict.OK) {
                    attempt(candidates, place + 1, call);
                }
            };
            if (reaction.after().isZero()) {
                end.run();
            } else {
                in(reaction.after(), end);
            }
        }

        private void learn(Candidate candidate, Reaction reaction, Duration took) {
            Outcome outcome = new Outcome(
                    candidate.channelId(),
                    "m",
                    reaction.verdict(),
                    reaction.retryAfter(),
                    reaction.verdict() == Verdict.OK ? took : null,
                    took,
                    reaction.limits());
            router.learn(outcome).ifPresent(news -> tell(this, news));
        }

        Standing standing(String channel) {
            return router.channel(channel).orElseThrow().health().standing();
        }
    }

    Cluster(long seed, Setup setup, Upstream upstream) {
        this.random = new SplittableRandom(seed);
        this.weather = setup.weather();
        this.upstream = upstream;
        for (int i = 0; i < setup.size(); i++) {
            nodes.add(new Node("node-" + i, setup.settings()));
        }
    }

    void adopt(SampleChannel... channels) {
        List<Channel> all =
                List.of(channels).stream().map(SampleChannel::channel).toList();
        nodes.forEach(node -> node.router.adopt(new Catalog(node.router.generation() + 2, all)));
    }

    /** Nobody hears this node, and it hears nobody. */
    void cutOff(Node node) {
        cutOff.add(node);
    }

    void rate(double perNode) {
        nodes.forEach(node -> node.rate = perNode);
    }

    /** Lets time pass, with all that happens in it; looks each step. */
    void run(Duration time, Runnable look) {
        long end = clock.now() + time.toNanos();
        while (clock.now() < end) {
            clock.pass(STEP);
            while (!events.isEmpty() && events.peek().at() <= clock.now()) {
                events.remove().action().run();
            }
            tickEachSecond();
            nodes.forEach(this::callNow);
            look.run();
        }
    }

    void run(Duration time) {
        run(time, () -> {});
    }

    private void callNow(Node node) {
        double expected = node.rate * STEP.toNanos() / 1e9;
        for (; expected > 0; expected--) {
            if (random.nextDouble() < expected) {
                node.call();
            }
        }
    }

    private void tickEachSecond() {
        long second = Math.floorDiv(clock.now(), 1_000_000_000L);
        if (second != lastSecond) {
            lastSecond = second;
            nodes.forEach(this::tick);
        }
    }

    private void tick(Node node) {
        // Each at its own moment of the second.
        in(Duration.ofMillis(random.nextInt(900)), () -> {
            Set<String> seen = new HashSet<>();
            nodes.stream().filter(other -> hears(node, other)).forEach(other -> seen.add(other.name));
            node.traffic.meet(seen);
            node.router.tick(nodes.size() == 1).ifPresent(digest -> tell(node, digest));
        });
    }

    void tell(Node from, Object news) {
        for (Node to : nodes) {
            if (to != from && hears(from, to) && random.nextInt(100) >= weather.lossPercent()) {
                in(Duration.ofMillis(random.nextLong(weather.longest().toMillis() + 1)), () -> deliver(to, news));
            }
        }
    }

    private static void deliver(Node to, Object news) {
        switch (news) {
            case ChannelRefused refused -> to.router.hear(refused);
            case ChannelsSummed digest -> to.router.hear(digest);
            default -> throw new IllegalArgumentException();
        }
    }

    private boolean hears(Node one, Node other) {
        return one == other || !(cutOff.contains(one) || cutOff.contains(other));
    }

    void in(Duration time, Runnable action) {
        events.add(new Event(clock.now() + time.toNanos(), numbers++, action));
    }
}
