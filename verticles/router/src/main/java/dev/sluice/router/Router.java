package dev.sluice.router;

import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.bus.ChannelsSummed;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.price.PriceBook;
import dev.sluice.router.traffic.NodeTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses channels, and keeps their health. One for each node, shared by all of its {@link RouterVerticle}s, so that a
 * channel's health is one on a node. Thread safe; {@link #route}, {@link #models} and {@link #learn} never wait.
 */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final RouterSettings settings;
    private final Map<String, Provider> providers;
    private final Clocks clocks;
    private final ChannelGauges gauges;
    private final NodeTraffic traffic;
    private final Gossip gossip;
    private final Manner manner;
    private final Chooser chooser;
    private final Listings listings = new Listings();
    private final Timelines timelines;
    private final TrialCounts trials;
    private volatile Catalog catalog = new Catalog(-1, List.of());
    private volatile Snapshot snapshot;
    private volatile boolean alone = true;

    /**
     * A router that knows no channel until it is given a catalog.
     *
     * @param providers presets by name; {@code demo} is built in
     */
    public Router(RouterSettings settings, Map<String, Provider> providers, Surroundings surroundings) {
        this.settings = settings;
        this.providers = Map.copyOf(providers);
        this.clocks = surroundings.clocks();
        this.traffic = surroundings.traffic();
        this.trials = new TrialCounts(surroundings.meters());
        this.timelines = new Timelines(clocks.wall());
        this.gauges = new ChannelGauges(surroundings.meters(), clocks);
        String self = traffic.self();
        this.gossip = new Gossip(self, surroundings.meters());
        this.manner = new Manner(settings.timeouts(), self.hashCode() * 31L + clocks.now());
        this.snapshot = new Snapshot(
                List.of(), manner, new Policies(settings.strategy(), List.of()), new FirstSeen(Map.of(), 0));
        this.chooser = new Chooser(settings, traffic, clocks);
    }

    /** The channels to try for a call, best first. */
    public Route route(RouteRequest request) {
        return chooser.route(snapshot, request);
    }

    /** The models by name that a group can be served with right now. */
    public ModelList models(ModelsRequest request) {
        return snapshot.models(request.group(), settings.models());
    }

    /** Takes the end of an attempt into account; answers what all other nodes should know at once, if there is such. */
    public Optional<ChannelRefused> learn(Outcome outcome) {
        return snapshot.channel(outcome.channelId()).flatMap(known -> {
            String upstreamModel = known.upstreamModel(outcome.model(), outcome.upstreamModel());
            long now = clocks.now();
            Optional<Standing> changed = known.health().learn(upstreamModel, outcome, now);
            changed.ifPresent(standing -> log(known.channel(), outcome, standing, now));
            return alone || changed.isEmpty() ? Optional.empty() : news(known, outcome, now);
        });
    }

    /** Takes into account what an answer used, where that was asked for. */
    public void learn(UsageSeen seen) {
        snapshot.channel(seen.channelId())
                .ifPresent(known ->
                        known.health().used(known.upstreamModel(seen.model(), seen.upstreamModel()), seen.usage()));
    }

    private Optional<ChannelRefused> news(KnownChannel known, Outcome outcome, long now) {
        String upstreamModel = known.upstreamModel(outcome.model(), outcome.upstreamModel());
        return known.health().facts(known.channel().id(), now).stream()
                .filter(fact -> fact.model() == null || fact.model().equals(upstreamModel))
                .filter(fact -> fact.age().isZero() && fact.keyId().equals(outcome.keyId()))
                .findFirst()
                .map(fact -> new ChannelRefused(Gossip.VERSION, traffic.self(), fact));
    }

    /**
     * Takes a trial into account. Where it was made routes for itself, it is that node's experience: what works there may
     * work here, so that it is tried, and all else that others are told it tells itself. Where nobody routes it would be lost,
     * so it is the experience of all who do.
     */
    public Optional<ChannelRefused> learn(ChannelTried tried, TrialOrigin from) {
        Outcome outcome = tried.outcome();
        boolean ok = outcome.verdict() == Verdict.OK;
        if (from.isCounted()) {
            trials.count(tried.why(), ok);
        }
        if (from.isOwn()) {
            return learn(outcome);
        }
        if (ok) {
            snapshot.channel(outcome.channelId())
                    .ifPresent(known -> known.health()
                            .hasten(
                                    known.upstreamModel(outcome.model(), outcome.upstreamModel()),
                                    outcome.keyId(),
                                    clocks.now()));
        }
        return Optional.empty();
    }

    /** Hears what an upstream told another node for certain. */
    public void hear(ChannelRefused news) {
        ChannelFact fact = news.fact();
        snapshot.channel(fact.channelId()).ifPresent(known -> gossip.hear(news, known, clocks.now()));
    }

    /** Hears how channels do at another node. */
    public void hear(ChannelsSummed news) {
        gossip.hear(news, snapshot.byId(), clocks.now());
    }

    /**
     * To be called each second.
     *
     * @param isAlone whether there is no other node
     * @return what to tell all other nodes, if there are any and there is something
     */
    public Optional<ChannelsSummed> tick(boolean isAlone) {
        long now = clocks.now();
        alone = isAlone;
        gossip.weigh(snapshot.channels(), now);
        return isAlone ? Optional.empty() : gossip.digest(snapshot.channels(), now);
    }

    /** How channels stand here: why one rests, and who said so. */
    public ChannelStates channels(ChannelsRequest request) {
        long now = clocks.now();
        return new ChannelStates(
                traffic.self(),
                snapshot.channels().stream()
                        .filter(known -> request.channelId().isEmpty()
                                || request.channelId().equals(known.channel().id()))
                        .map(known -> ChannelReports.of(known, now))
                        .toList());
    }

    /** What befell a channel lately. */
    public ChannelEvents events(ChannelQuery query) {
        return new ChannelEvents(traffic.self(), timelines.newestFirst(query.channelId()));
    }

    Optional<KnownChannel> channel(String id) {
        return snapshot.channel(id);
    }

    /** The generation of the catalog in use; below zero before the first. */
    public long generation() {
        return catalog.generation();
    }

    /** How many lookups of models are remembered. */
    int remembered() {
        return snapshot.remembered();
    }

    /** Whether any call is routed by what it costs. */
    boolean needsPrices() {
        return snapshot.policies().needPrices();
    }

    Instant wall() {
        return clocks.wall().instant();
    }

    /** The version of the prices in use. */
    int priceVersion() {
        return chooser.prices().version();
    }

    /** Routes by these prices from now on. */
    void price(PriceBook book) {
        chooser.price(book);
    }

    /** How often the feed is to look for a newer catalog. */
    Duration poll() {
        return settings.poll();
    }

    /** Routes by this catalog from now on, unless a newer one, or the same, is in use already. */
    synchronized boolean adopt(Catalog newer) {
        if (newer.generation() <= catalog.generation()) {
            return false;
        }
        forgetListingsOfChannelsGone(newer);
        timelines.follow(catalog, newer);
        catalog = newer;
        build();
        long now = clocks.now();
        snapshot.channels().forEach(known -> known.health().keyMayHaveChanged(now));
        LOG.info(
                "catalog adopted: generation={} channels={}",
                newer.generation(),
                snapshot.channels().size());
        return true;
    }

    /** Remembers what an upstream lists; {@link #applyListings} puts it to use. Answers whether there is something to apply. */
    boolean hear(ModelsListed news) {
        return listings.hear(news);
    }

    /** Routes by what upstreams have listed since the last time. */
    synchronized void applyListings() {
        if (listings.takeChanged() && catalog.generation() >= 0) {
            build();
        }
    }

    private void build() {
        long now = clocks.now();
        List<KnownChannel> channels = channelsOf(catalog).stream()
                .filter(Channel::enabled)
                .map(channel -> KnownChannel.of(channel, listings.of(channel.id()), providers, healthOf(channel, now)))
                .toList();
        FirstSeen firstSeen =
                new FirstSeen(snapshot.firstSeen(), clocks.wall().instant().getEpochSecond());
        snapshot = new Snapshot(channels, manner, new Policies(settings.strategy(), catalog.rules()), firstSeen);
        traffic.keep(snapshot.byId().keySet());
        gauges.show(channels);
    }

    private static List<Channel> channelsOf(Catalog catalog) {
        return catalog.channels().isEmpty() ? List.of(Demonstration.CHANNEL) : catalog.channels();
    }

    /** Health is kept from snapshot to snapshot while the channel still leads to the same place. */
    private ChannelHealth healthOf(Channel channel, long now) {
        String id = channel.id();
        ChannelHealth health = snapshot.channel(id)
                .filter(known -> known.leadsWhere(channel))
                .map(KnownChannel::health)
                .orElseGet(() -> new ChannelHealth(settings.health(), now, traffic.lane(id), timelines.of(id)));
        health.use(channel.keys(), new Keys.Moment(now, Lots.mixed(manner.seed() ^ id.hashCode())));
        return health;
    }

    private void forgetListingsOfChannelsGone(Catalog newer) {
        Set<String> kept = newer.channels().stream().map(Channel::id).collect(Collectors.toSet());
        catalog.channels().stream()
                .map(Channel::id)
                .filter(id -> !kept.contains(id))
                .forEach(listings::forget);
    }

    private static void log(Channel channel, Outcome outcome, Standing standing, long now) {
        if (standing.isWorking()) {
            LOG.info(
                    "channel works again: channel={} key={} provider={}",
                    channel.name(),
                    outcome.keyId(),
                    channel.provider());
        } else {
            LOG.warn(
                    "channel rests: channel={} key={} provider={} model={} reason={} seconds={} rests={}",
                    channel.name(),
                    outcome.keyId(),
                    channel.provider(),
                    outcome.upstreamModel() == null ? channel.upstreamModel(outcome.model()) : outcome.upstreamModel(),
                    standing.reason(),
                    Math.ceilDiv(standing.ends() - now, 1_000_000_000L),
                    standing.count());
        }
    }
}
