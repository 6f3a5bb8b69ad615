package dev.sluice.router;

import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelSum;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import dev.sluice.router.Standing.Phase;
import dev.sluice.router.Strain.Tally;
import dev.sluice.router.traffic.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How well one channel does, as this node has seen it: the channel as a whole, and each model that its upstream limited
 * or did not know. Thread safe; asking takes no lock, learning takes a short one.
 *
 * <p>Models go by the upstream's name, since that is what the upstream limits.
 */
final class ChannelHealth {
    /** Names of models may come from callers; past this number the one that is nearest to its return makes room. */
    static final int MOST_MODELS = 256;

    private static final int MOST_EXPERIENCES = 64;

    private static final int FULL_SHARE = 10;
    private static final int CONVALESCENT_SHARE = 1;
    private static final int LEAST_SHARE = 2;
    /** Fewer failures than this are everyday life, and leave the operator's weights as they are. */
    private static final int EVERYDAY_PERCENT = 10;

    private final HealthSettings settings;
    private final Rest rest;
    private final Strain strain;
    private final Pace pace = new Pace();
    private final Lane lane;
    private final UpstreamLimits limits = new UpstreamLimits();
    private final Map<String, Rest> models = new ConcurrentHashMap<>();
    private final Recent<String, Experience> experiences = new Recent<>(MOST_EXPERIENCES);
    private volatile Elsewhere elsewhere = Elsewhere.NOTHING;
    private volatile int soundness = FULL_SHARE;
    /** Until when nobody is believed that the key is refused, because it was proven here that it is not. */
    private long unbelievingUntil;

    ChannelHealth(HealthSettings settings, long now, Lane lane) {
        this.settings = settings;
        this.rest = new Rest(now);
        this.strain = new Strain(settings);
        this.lane = lane;
        this.unbelievingUntil = now;
    }

    /** The channel's own rest. */
    Rest rest() {
        return rest;
    }

    /** Rests of its models, by the upstream's names. */
    Map<String, Rest> models() {
        return Map.copyOf(models);
    }

    Lane lane() {
        return lane;
    }

    UpstreamLimits limits() {
        return limits;
    }

    /** What answers for this model have been like. */
    Experience experience(String model) {
        return experiences.get(model, () -> Optional.of(new Experience())).orElseThrow();
    }

    /** Takes into account what an answer used. */
    synchronized void used(String model, Usage usage) {
        experience(model).used(usage);
    }

    /** Attempts under way, on all nodes as far as they said. */
    long load() {
        return lane.inFlight() + elsewhere.inFlight();
    }

    /** How many of these other nodes said. */
    long heardLoad() {
        return elsewhere.inFlight();
    }

    /** The channel's own standing, whatever its models'. */
    Standing standing() {
        return rest.standing();
    }

    /** What a call for this model finds: the channel's standing, or the model's if the channel works. */
    Standing standing(String model) {
        Standing own = rest.standing();
        if (!own.isWorking() || models.isEmpty()) {
            return own;
        }
        Rest modelRest = models.get(model);
        return modelRest == null || modelRest.standing().isWorking() ? own : modelRest.standing();
    }

    /** Whether the model may be listed: being limited for a while does not take it off the list. */
    boolean offers(String model) {
        Standing now = standing(model);
        return now.isWorking() || now.reason().isOfLimit();
    }

    /**
     * What a working channel's weight is multiplied with: little until a long rest would have been over, and less the more
     * of its attempts fail.
     */
    int share(long now) {
        return rest.standing().isConvalescent(now) ? CONVALESCENT_SHARE : soundness;
    }

    /** Takes what the other nodes say of the channel now, and looks anew at how many of its attempts fail. */
    synchronized void hear(Elsewhere newer, long now) {
        elsewhere = newer;
        weigh(now);
    }

    /** What others have seen counts half. */
    private void weigh(long now) {
        Tally own = strain.tally(now);
        long attempts = 2 * own.attempts() + elsewhere.attempts();
        long failures = 2 * own.failures() + elsewhere.failures();
        long percent = attempts < 2L * settings.failureSamples() ? 0 : failures * 100 / attempts;
        soundness = percent <= EVERYDAY_PERCENT
                ? FULL_SHARE
                : (int) Math.max(LEAST_SHARE, FULL_SHARE * (100 - percent) / 100);
    }

    /**
     * Takes another node's word for what an upstream said for certain: the channel, or the model, rests briefly, and is
     * then tried. Answers whether that was news.
     */
    synchronized boolean hear(String node, ChannelFact fact, long now) {
        RestReason reason = reason(fact, now);
        long length = Math.min(nanos(fact.rest()), settings.rest().toNanos());
        if (reason == null || length <= 0) {
            return false;
        }
        long said = now - nanos(fact.age());
        String model = fact.model();
        Rest of = reason.isOfLimit() && model != null ? modelRest(model, said) : rest;
        if (!of.standing().isWorking() || !counts(of, said)) {
            return false;
        }
        of.beginAtWordOf(node, reason, now, length);
        return true;
    }

    private @Nullable RestReason reason(ChannelFact fact, long now) {
        return switch (fact.reason()) {
            case ChannelFact.KEY_REFUSED -> now - unbelievingUntil < 0 ? null : RestReason.KEY_REFUSED_ELSEWHERE;
            case ChannelFact.LIMITED -> fact.model() == null ? null : RestReason.LIMITED_ELSEWHERE;
            default -> null;
        };
    }

    /** What this node was told for certain, and what holds still. */
    synchronized List<ChannelFact> facts(String channelId, long now) {
        List<ChannelFact> facts = new ArrayList<>();
        if (rest.isCertain() && rest.standing().ends() - now > 0) {
            facts.add(fact(channelId, null, rest, now));
        }
        models.forEach((model, modelRest) -> {
            if (modelRest.isCertain() && modelRest.standing().ends() - now > 0) {
                facts.add(fact(channelId, model, modelRest, now));
            }
        });
        return facts;
    }

    private static ChannelFact fact(String channelId, @Nullable String model, Rest of, long now) {
        return new ChannelFact(
                channelId,
                model,
                model == null ? ChannelFact.KEY_REFUSED : ChannelFact.LIMITED,
                Duration.ofNanos(now - of.proven()),
                Duration.ofNanos(of.standing().ends() - now));
    }

    /** What this node has to say of the channel, with as many limits as there is room for. */
    synchronized ChannelSum sum(String channelId, long mostLimits, long now) {
        Tally tally = strain.tally(now);
        return new ChannelSum(
                channelId,
                lane.inFlight(),
                tally.attempts(),
                tally.failures(),
                tally.timeouts(),
                pace.average(),
                pace.samples(),
                limits.told(now).limit(mostLimits).toList());
    }

    /** How busy the channel is; what it has to say otherwise can wait. */
    synchronized long busyness(long now) {
        return lane.inFlight() + strain.tally(now).attempts();
    }

    /** Takes the right to send one request for this model as the probe. */
    synchronized boolean claimProbe(String model, long now) {
        long deadline = settings.probeDeadline().toNanos();
        Rest modelRest = models.get(model);
        boolean modelWorks = modelRest == null || modelRest.standing().isWorking();
        if (rest.standing().isWorking()) {
            return modelRest != null && modelRest.claim(now, deadline);
        }
        if (modelWorks) {
            return rest.claim(now, deadline);
        }
        return modelRest != null
                && modelRest.standing().isDue(now)
                && rest.claim(now, deadline)
                && modelRest.claim(now, deadline);
    }

    /** The key may have been replaced: a rest that a refused key began is worth a probe. */
    synchronized void keyMayHaveChanged(long now) {
        unbelievingUntil = now;
        if (rest.standing().reason().isOfKey()) {
            rest.hasten(now);
        }
    }

    /** Takes an outcome into account; answers the standing of what went to rest or came back by it. */
    synchronized Optional<Standing> learn(String model, Outcome outcome, long now) {
        long began = now - nanos(outcome.elapsed());
        limits.learn(model, outcome.limits(), now);
        return switch (outcome.verdict()) {
            case OK -> worked(model, outcome, now);
            case FAILED, UNREACHABLE -> failed(model, began, false, now);
            case TIMED_OUT -> failed(model, began, true, now);
            case KEY_REFUSED -> keyRefused(model, began, now);
            case LIMITED, MODEL_UNKNOWN -> modelRefused(model, outcome, now);
            case CALLER_LEFT ->
                outcome.firstContent() != null ? worked(model, outcome, now) : toldNothing(model, began);
            case REQUEST_AT_FAULT, FULL -> toldNothing(model, began);
        };
    }

    private Optional<Standing> worked(String model, Outcome outcome, long now) {
        long began = now - nanos(outcome.elapsed());
        Duration firstContent = outcome.firstContent();
        if (firstContent != null && firstContent.isPositive()) {
            pace.add(firstContent);
            experience(model).began(firstContent, now);
        }
        Rest modelRest = models.get(model);
        if (modelRest != null && endedBy(outcome, modelRest, began)) {
            modelRest.end(now);
        }
        if (endedBy(outcome, rest, began)) {
            if (rest.standing().reason() == RestReason.KEY_REFUSED_ELSEWHERE) {
                unbelievingUntil = now + settings.longestRest().toNanos();
            }
            strain.clear();
            weigh(now);
            return Optional.of(rest.end(now));
        }
        if (counts(rest, began)) {
            strain.succeeded(now);
        }
        return Optional.empty();
    }

    /**
     * Whether this answer shows that a rest is over. Before a probe is out, only one that is known to have begun since can
     * show that: long streams that began before a rest go on ending well during it.
     */
    private static boolean endedBy(Outcome outcome, Rest of, long began) {
        return counts(of, began)
                && switch (of.standing().phase()) {
                    case WORKING -> false;
                    case TRIED -> true;
                    case RESTING -> outcome.elapsed().isPositive();
                };
    }

    private Optional<Standing> failed(String model, long began, boolean late, long now) {
        releaseModel(model, began);
        if (late) {
            experience(model).began(Duration.ofNanos(now - began), now);
        }
        if (!counts(rest, began)) {
            return Optional.empty();
        }
        return switch (rest.standing().phase()) {
            case RESTING -> Optional.empty();
            case TRIED -> Optional.of(goToRest(RestReason.PROBE_FAILED, now));
            case WORKING -> strained(late, now);
        };
    }

    private Optional<Standing> strained(boolean late, long now) {
        Optional<Standing> gone = strain.failed(late, now).map(reason -> goToRest(reason, now));
        weigh(now);
        return gone;
    }

    private Optional<Standing> keyRefused(String model, long began, long now) {
        releaseModel(model, began);
        boolean isNews = counts(rest, began) && rest.standing().phase() != Phase.RESTING;
        return isNews ? Optional.of(goToRest(RestReason.KEY_REFUSED, now)) : Optional.empty();
    }

    /** The channel answers, but not for this model. That says nothing about its other models. */
    private Optional<Standing> modelRefused(String model, Outcome outcome, long now) {
        long began = now - nanos(outcome.elapsed());
        rest.release(began);
        Rest modelRest = modelRest(model, began);
        if (!counts(modelRest, began)) {
            return Optional.empty();
        }
        if (modelRest.standing().phase() == Phase.RESTING) {
            askedFor(outcome.retryAfter()).ifPresent(length -> modelRest.extend(now, length));
            return Optional.empty();
        }
        return Optional.of(modelRest.begin(now, modelPlan(modelRest, outcome, now)));
    }

    private Optional<Standing> toldNothing(String model, long began) {
        rest.release(began);
        releaseModel(model, began);
        return Optional.empty();
    }

    private void releaseModel(String model, long began) {
        Rest modelRest = models.get(model);
        if (modelRest != null) {
            modelRest.release(began);
        }
    }

    private Standing goToRest(RestReason reason, long now) {
        strain.clear();
        long first = settings.rest().toNanos();
        boolean certain = reason == RestReason.KEY_REFUSED;
        return rest.begin(now, new Rest.Plan(reason, inSeries(rest, first, now), first, certain));
    }

    private Rest.Plan modelPlan(Rest modelRest, Outcome outcome, long now) {
        if (outcome.verdict() == Verdict.MODEL_UNKNOWN) {
            long length = settings.unknownModelRest().toNanos();
            return new Rest.Plan(RestReason.MODEL_UNKNOWN, length, length, false);
        }
        Optional<Long> asked = askedFor(outcome.retryAfter());
        long length =
                asked.orElseGet(() -> inSeries(modelRest, settings.limitedRest().toNanos(), now));
        return new Rest.Plan(RestReason.LIMITED, length, length, asked.isPresent());
    }

    /** The n-th rest of a series is n times as long as the first. */
    private long inSeries(Rest of, long first, long now) {
        long longest = settings.longestRest().toNanos();
        int count = of.standing().nextCount(now);
        return count > longest / first ? longest : first * count;
    }

    private Optional<Long> askedFor(@Nullable Duration retryAfter) {
        return Optional.ofNullable(retryAfter)
                .filter(Duration::isPositive)
                .map(length -> Math.min(nanos(length), settings.longestRest().toNanos()));
    }

    private Rest modelRest(String model, long since) {
        if (models.size() >= MOST_MODELS && !models.containsKey(model)) {
            models.entrySet().stream()
                    .min(Comparator.comparingLong(e -> e.getValue().standing().ends() - since))
                    .ifPresent(e -> models.remove(e.getKey()));
        }
        return models.computeIfAbsent(model, name -> new Rest(since));
    }

    int modelsKnown() {
        return models.size();
    }

    /** Whether an attempt that began then says anything about how this stands now. */
    private static boolean counts(Rest of, long began) {
        return began - of.standing().since() >= 0;
    }

    private static long nanos(Duration length) {
        Duration bound = Duration.ofDays(1);
        return length.isNegative() ? 0 : (length.compareTo(bound) < 0 ? length : bound).toNanos();
    }
}
