package dev.sluice.router;

import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelsSummed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says of its channels to the others, and what they say to it. Pure: whoever owns it carries the messages,
 * each second and at once. Thread safe.
 *
 * <p>Bounded both ways: a digest has at most {@link #MOST_CHANNELS} channels, those that are busiest, {@link #MOST_LIMITS}
 * limits and {@link #MOST_FACTS} facts; of no more than {@link #MOST_NODES} nodes is anything kept.
 */
final class Gossip {
    static final int VERSION = 1;
    static final int MOST_NODES = 64;
    static final int MOST_CHANNELS = 128;
    static final int MOST_LIMITS = 256;
    static final int MOST_FACTS = 64;
    /** Counted at the tick after, so that nothing is used that is older than five seconds. */
    static final Duration KEPT = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);
    private static final int LONGEST_NAME = 256;
    private static final int LIMITS_EACH = 16;

    private final String self;
    private final Map<String, Said> byNode = new HashMap<>();
    private final Counter heard;
    private final Counter believed;
    private boolean spoke;
    private long number;

    private record Said(List<ChannelSum> channels, long number, long at) {}

    Gossip(String self, MeterRegistry meters) {
        this.self = self;
        this.heard = counter(meters, "heard", "Facts about channels that other nodes told, each time they told them");
        this.believed = counter(meters, "believed", "Facts of other nodes that sent a channel or a model to rest");
        meters.gauge("sluice.channel.digests", byNode, ignored -> nodesKnown());
    }

    private static Counter counter(MeterRegistry meters, String what, String description) {
        return Counter.builder("sluice.channel.facts." + what)
                .description(description)
                .register(meters);
    }

    /** Takes a fact; the channel is the one that it names. */
    void hear(ChannelRefused news, KnownChannel known, long now) {
        if (!news.node().equals(self)) {
            hear(news.node(), news.fact(), known, now);
        }
    }

    /** Takes a digest; what it says of channels that are not known here is passed over. */
    void hear(ChannelsSummed news, Map<String, KnownChannel> channels, long now) {
        if (news.node().equals(self) || news.node().length() > LONGEST_NAME) {
            return;
        }
        List<ChannelSum> sums = news.channels().stream()
                .limit(MOST_CHANNELS)
                .filter(sum -> channels.containsKey(sum.channelId()))
                .toList();
        keep(news.node(), new Said(sums.stream().map(Gossip::withoutLimits).toList(), news.number(), now));
        for (ChannelSum sum : sums) {
            KnownChannel known = channels.get(sum.channelId());
            if (known != null) {
                sum.limits().stream()
                        .limit(LIMITS_EACH)
                        .filter(left -> left.model().length() <= LONGEST_NAME)
                        .forEach(left -> known.health().hear(left, now));
            }
        }
        for (ChannelFact fact : news.facts().stream().limit(MOST_FACTS).toList()) {
            KnownChannel known = channels.get(fact.channelId());
            if (known != null) {
                hear(news.node(), fact, known, now);
            }
        }
    }

    /** Each second: forgets what is old, and lets each channel's health know what the others say of it now. */
    void weigh(Collection<KnownChannel> channels, long now) {
        Map<String, Elsewhere> sums = sums(now);
        for (KnownChannel known : channels) {
            Elsewhere elsewhere = sums.getOrDefault(known.channel().id(), Elsewhere.NOTHING);
            known.health().hear(elsewhere, now);
        }
    }

    /** What to tell the others; empty if there is nothing, and that has been said. */
    synchronized Optional<ChannelsSummed> digest(Collection<KnownChannel> channels, long now) {
        List<ChannelFact> facts = channels.stream()
                .flatMap(known -> known.health().facts(known.channel().id(), now).stream())
                .limit(MOST_FACTS)
                .toList();
        ChannelsSummed digest = new ChannelsSummed(VERSION, self, ++number, busiest(channels, now), facts);
        boolean silent = digest.channels().isEmpty() && facts.isEmpty();
        boolean told = spoke;
        spoke = !silent;
        return silent && !told ? Optional.empty() : Optional.of(digest);
    }

    synchronized int nodesKnown() {
        return byNode.size();
    }

    private static List<ChannelSum> busiest(Collection<KnownChannel> channels, long now) {
        long[] room = {MOST_LIMITS};
        return channels.stream()
                .map(known -> new Busy(known, known.health().busyness(now)))
                .filter(busy -> busy.busyness() > 0)
                .sorted(Comparator.comparingLong(Busy::busyness).reversed())
                .limit(MOST_CHANNELS)
                .map(busy -> {
                    KnownChannel known = busy.known();
                    ChannelSum sum = known.health().sum(known.channel().id(), Math.min(room[0], LIMITS_EACH), now);
                    room[0] -= sum.limits().size();
                    return sum;
                })
                .toList();
    }

    private record Busy(KnownChannel known, long busyness) {}

    private void hear(String node, ChannelFact fact, KnownChannel known, long now) {
        heard.increment();
        String model = fact.model();
        if (model != null && model.length() > LONGEST_NAME) {
            return;
        }
        if (known.health().hear(node, fact, now)) {
            believed.increment();
            LOG.warn(
                    "channel rests at another node's word: channel={} key={} model={} reason={} node={}",
                    known.channel().name(),
                    fact.keyId(),
                    model,
                    fact.reason(),
                    node);
        }
    }

    private synchronized void keep(String node, Said said) {
        Said before = byNode.get(node);
        boolean isNews = before == null ? byNode.size() < MOST_NODES : before.number() < said.number();
        if (isNews) {
            byNode.put(node, said);
        }
    }

    private synchronized Map<String, Elsewhere> sums(long now) {
        byNode.values().removeIf(said -> now - said.at() > KEPT.toNanos());
        Map<String, Elsewhere> sums = new HashMap<>();
        for (Said said : byNode.values()) {
            for (ChannelSum sum : said.channels()) {
                sums.merge(sum.channelId(), Elsewhere.NOTHING.and(sum), (one, ignored) -> one.and(sum));
            }
        }
        return sums;
    }

    /** Limits are kept with the channel, the latest of all nodes. */
    private static ChannelSum withoutLimits(ChannelSum sum) {
        return new ChannelSum(
                sum.channelId(),
                sum.inFlight(),
                sum.attempts(),
                sum.failures(),
                sum.timeouts(),
                sum.firstContent(),
                sum.firstContents(),
                List.of());
    }
}
