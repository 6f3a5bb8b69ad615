package dev.sluice.router;

import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.router.traffic.NodeTraffic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real router on a clock that can be moved, with short ways to ask it. */
final class TestBench {
    final FakeClock clock = new FakeClock();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final NodeTraffic traffic;
    final Router router;
    /** What other nodes were told at once. */
    final List<ChannelRefused> told = new ArrayList<>();

    private long generation;

    TestBench(SampleChannel... channels) {
        this(RouterSettings.DEFAULTS, channels);
    }

    TestBench(RouterSettings settings, SampleChannel... channels) {
        traffic = new NodeTraffic("here", clock::now);
        router = new Router(settings, SampleChannel.PROVIDERS, surroundings());
        adopt(channels);
    }

    Surroundings surroundings() {
        return new Surroundings(meters, clock.clocks(), traffic);
    }

    void adopt(SampleChannel... channels) {
        List<Channel> all = Arrays.stream(channels).map(SampleChannel::channel).toList();
        router.adopt(new Catalog(++generation, all));
    }

    void adopt(List<RoutingRule> rules, SampleChannel... channels) {
        List<Channel> all = Arrays.stream(channels).map(SampleChannel::channel).toList();
        router.adopt(new Catalog(++generation, all, rules));
    }

    void listed(String channel, String... models) {
        router.hear(new ModelsListed(channel, List.of(models)));
        router.applyListings();
    }

    Route route(String model) {
        return route("team", model, Operation.CHAT);
    }

    Route route(String group, String model, Operation operation) {
        return router.route(new RouteRequest(group, model, Dialect.OPENAI, operation));
    }

    /** Ids of the candidates for a chat of the group {@code team}. */
    List<String> order(String model) {
        return ids(route(model));
    }

    static List<String> ids(Route route) {
        return route.candidates().stream().map(Candidate::channelId).toList();
    }

    List<String> models(String group) {
        return router.models(new ModelsRequest(group)).models().stream()
                .map(ModelList.Model::id)
                .toList();
    }

    /** Tells of an attempt that took a millisecond. */
    void learn(String channel, String model, Verdict verdict) {
        learn(channel, model, verdict, null);
    }

    void learn(String channel, String model, Verdict verdict, @Nullable Duration retryAfter) {
        clock.pass(Duration.ofMillis(1));
        router.learn(new Outcome(channel, model, verdict, retryAfter, null, Duration.ofMillis(1)))
                .ifPresent(told::add);
    }

    void fail(String channel, String model, int times) {
        for (int i = 0; i < times; i++) {
            learn(channel, model, Verdict.FAILED);
        }
    }
}
