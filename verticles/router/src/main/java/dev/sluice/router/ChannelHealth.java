package dev.sluice.router;

import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelSum.Left;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.chat.Usage;
import dev.sluice.router.Standing.Phase;
import dev.sluice.router.Strain.Tally;
import dev.sluice.router.traffic.Lane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How well one channel does, as this node has seen it: the channel as a whole, each model that its upstream does not know,
 * and each of its keys. Thread safe; asking takes no lock, learning takes a short one.
 */
final class ChannelHealth {
    private static final int MOST_EXPERIENCES = 64;

    private static final int FULL_SHARE = 10;
    private static final int CONVALESCENT_SHARE = 1;
    private static final int LEAST_SHARE = 2;
    /** Fewer failures than this are everyday life, and leave the operator's weights as they are. */
    private static final int EVERYDAY_PERCENT = 10;

    private final HealthSettings settings;
    private final RestPlans plans;
    private final Rest rest;
    private final Strain strain;
    private final Pace pace = new Pace();
    private final Lane lane;
    private final Timeline timeline;
    private final ModelRests unknownModels = new ModelRests();
    private final Recent<String, Experience> experiences = new Recent<>(MOST_EXPERIENCES);
    private volatile Keys keys;
    private volatile Elsewhere elsewhere = Elsewhere.NOTHING;
    private volatile int soundness = FULL_SHARE;

    /** Of a channel with one key. */
    ChannelHealth(HealthSettings settings, long now, Lane lane) {
        this(settings, now, lane, new Timeline(InstantSource.system()));
    }

    ChannelHealth(HealthSettings settings, long now, Lane lane, Timeline timeline) {
        this.settings = settings;
        this.plans = new RestPlans(settings);
        this.rest = new Rest(now);
        this.strain = new Strain(settings);
        this.lane = lane;
        this.timeline = timeline;
        this.keys = Keys.one(plans, now);
    }

    /** These keys are in use from now on. */
    synchronized void use(ChannelKeys wanted, Keys.Moment moment) {
        keys = keys.with(wanted, plans, moment);
    }

    Keys keys() {
        return keys;
    }

    /** The rest that matters: the channel's own, or a key's if none of them works. */
    Rest rest() {
        return rest.standing().isWorking() ? keys.rest() : rest;
    }

    /** Rests of models that the upstream does not know. */
    ModelRests unknownModels() {
        return unknownModels;
    }

    Lane lane() {
        return lane;
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
        return rest().standing();
    }

    /** What a call for this model finds: the channel's standing, or else the model's, or else that of its best key. */
    Standing standing(String model) {
        Standing own = rest.standing();
        if (!own.isWorking()) {
            return own;
        }
        Rest unknown = unknownModels.find(model);
        return unknown == null || unknown.standing().isWorking() ? keys.standing(model) : unknown.standing();
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
        Keys present = keys;
        boolean convalescent = rest.standing().isConvalescent(now)
                || (present.isOne() && present.first().rest().standing().isConvalescent(now));
        return convalescent ? CONVALESCENT_SHARE : soundness;
    }

    /** Takes what the other nodes say of the channel now, and looks anew at how many of its attempts fail. */
    synchronized void hear(Elsewhere newer, long now) {
        elsewhere = newer;
        weigh(now);
    }

    /** Takes what another node was told of a limit. */
    void hear(Left left, long now) {
        KeyHealth key = keys.find(left.keyId());
        if (key != null) {
            key.limits().hear(left, now);
        }
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
     * Takes another node's word for what an upstream said for certain: the key, or a model with it, rests briefly, and is
     * then tried. Answers whether that was news.
     */
    synchronized boolean hear(String node, ChannelFact fact, long now) {
        KeyHealth key = keys.find(fact.keyId());
        RestReason reason = key == null ? null : key.hear(node, fact, now);
        if (reason != null) {
            timeline.rested(fact.keyId(), fact.model(), reason);
        }
        return reason != null;
    }

    /** What this node was told for certain, and what holds still. */
    synchronized List<ChannelFact> facts(String channelId, long now) {
        return keys.all().stream()
                .flatMap(key -> key.facts(channelId, now).stream())
                .toList();
    }

    /** What this node has to say of the channel, with as many limits as there is room for. */
    synchronized ChannelSum sum(String channelId, long mostLimits, long now) {
        Tally tally = strain.tally(now);
        Stream<Left> limits = keys.all().stream()
                .flatMap(key -> key.limits().told(now).map(left -> left.of(Keys.told(key.id()))))
                .sorted(Comparator.comparingLong(Left::remaining));
        return new ChannelSum(
                channelId,
                lane.inFlight(),
                tally.attempts(),
                tally.failures(),
                tally.timeouts(),
                pace.average(),
                pace.samples(),
                limits.limit(mostLimits).toList());
    }

    /** How busy the channel is; what it has to say otherwise can wait. */
    synchronized long busyness(long now) {
        return lane.inFlight() + strain.tally(now).attempts();
    }

    /** Takes the right to send one request for this model with the first key as the probe. */
    boolean claimProbe(String model, long now) {
        return claimProbe(model, keys.first(), now);
    }

    /** Takes the right to send one request for this model with this key as the probe of all that rests on its way. */
    synchronized boolean claimProbe(String model, KeyHealth key, long now) {
        List<Rest> resting = new ArrayList<>(3);
        for (Rest one : onTheWay(model, key)) {
            if (!one.standing().isWorking()) {
                if (!one.standing().isDue(now)) {
                    return false;
                }
                resting.add(one);
            }
        }
        long deadline = settings.probeDeadline().toNanos();
        resting.forEach(one -> one.claim(now, deadline));
        return !resting.isEmpty();
    }

    /** Keys may have been replaced, or their accounts been filled: a rest that began for that is worth a probe. */
    synchronized void keyMayHaveChanged(long now) {
        keys.all().forEach(key -> key.mayHaveChanged(now));
    }

    /** This model works with this key elsewhere: whatever rests on its way is worth a probe. */
    synchronized void hasten(String model, String keyId, long now) {
        onTheWay(model, keys.find(keyId)).forEach(one -> one.hasten(now));
    }

    /** Takes an outcome into account; answers the standing of what went to rest or came back by it. */
    synchronized Optional<Standing> learn(String model, Outcome outcome, long now) {
        KeyHealth key = keys.find(outcome.keyId());
        if (key != null) {
            key.limits().learn(model, outcome.limits(), now);
        }
        return switch (outcome.verdict()) {
            case OK -> worked(model, outcome, now);
            case FAILED, UNREACHABLE -> failed(model, outcome, false, now);
            case TIMED_OUT -> failed(model, outcome, true, now);
            case KEY_REFUSED, OUT_OF_QUOTA, LIMITED -> keyFaulted(model, outcome, now);
            case MODEL_UNKNOWN -> modelUnknown(model, outcome, now);
            case CALLER_LEFT ->
                outcome.firstContent() != null ? worked(model, outcome, now) : toldNothing(model, outcome, now);
            case REQUEST_AT_FAULT, FULL -> toldNothing(model, outcome, now);
        };
    }

    /** The rests that stand between a call and its answer, whether they have begun or not. */
    private List<Rest> onTheWay(String model, @Nullable KeyHealth key) {
        List<Rest> all = new ArrayList<>(4);
        all.add(rest);
        add(all, unknownModels.find(model));
        if (key != null) {
            all.add(key.rest());
            add(all, key.models().find(model));
        }
        return all;
    }

    private static void add(List<Rest> all, @Nullable Rest one) {
        if (one != null) {
            all.add(one);
        }
    }

    private Optional<Standing> worked(String model, Outcome outcome, long now) {
        Duration firstContent = outcome.firstContent();
        if (firstContent != null && firstContent.isPositive()) {
            pace.add(firstContent);
            experience(model).began(firstContent, now);
        }
        Rest unknown = unknownModels.find(model);
        if (unknown != null && unknown.isEndedBy(outcome, now)) {
            unknown.end(now);
            timeline.returned(null, model);
        }
        Optional<Standing> ofKey = keyWorked(model, outcome, now);
        if (rest.isEndedBy(outcome, now)) {
            strain.clear();
            weigh(now);
            timeline.returned(null, null);
            return Optional.of(rest.end(now));
        }
        if (rest.isToldBy(outcome, now)) {
            strain.succeeded(now);
        }
        return ofKey;
    }

    private Optional<Standing> keyWorked(String model, Outcome outcome, long now) {
        KeyHealth key = keys.find(outcome.keyId());
        if (key == null) {
            return Optional.empty();
        }
        Rest limited = key.models().find(model);
        if (limited != null && limited.isEndedBy(outcome, now)) {
            limited.end(now);
            timeline.returned(key.id(), model);
        }
        if (!key.rest().isEndedBy(outcome, now)) {
            return Optional.empty();
        }
        key.proven(now);
        timeline.returned(key.id(), null);
        return Optional.of(key.rest().standing());
    }

    private Optional<Standing> failed(String model, Outcome outcome, boolean late, long now) {
        release(model, outcome, rest, now);
        if (late) {
            experience(model).began(outcome.elapsed(), now);
        }
        if (!rest.isToldBy(outcome, now)) {
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

    private Standing goToRest(RestReason reason, long now) {
        strain.clear();
        timeline.rested(null, null, reason);
        return rest.begin(now, plans.failures(rest, reason, now));
    }

    /** The channel answers, but not with this key, or not for this model. That says nothing about its other keys. */
    private Optional<Standing> keyFaulted(String model, Outcome outcome, long now) {
        KeyHealth key = keys.find(outcome.keyId());
        if (key == null) {
            return toldNothing(model, outcome, now);
        }
        boolean isLimit = outcome.verdict() == Verdict.LIMITED;
        release(model, outcome, isLimit ? key.models().find(model) : key.rest(), now);
        Optional<Standing> gone = key.faulted(model, outcome, now);
        gone.ifPresent(standing -> timeline.rested(key.id(), isLimit ? model : null, standing.reason()));
        return gone;
    }

    /** The channel answers, but not for this model. That says nothing about its other models. */
    private Optional<Standing> modelUnknown(String model, Outcome outcome, long now) {
        Rest unknown = unknownModels.of(model, now - RestPlans.nanos(outcome.elapsed()));
        release(model, outcome, unknown, now);
        if (!unknown.isToldBy(outcome, now) || unknown.standing().phase() == Phase.RESTING) {
            return Optional.empty();
        }
        timeline.rested(null, model, RestReason.MODEL_UNKNOWN);
        return Optional.of(unknown.begin(now, plans.unknownModel()));
    }

    private Optional<Standing> toldNothing(String model, Outcome outcome, long now) {
        release(model, outcome, null, now);
        return Optional.empty();
    }

    /** Of all that may have been tried by this attempt, only one was told something by it. */
    private void release(String model, Outcome outcome, @Nullable Rest told, long now) {
        long began = now - RestPlans.nanos(outcome.elapsed());
        for (Rest one : onTheWay(model, keys.find(outcome.keyId()))) {
            if (one != told) {
                one.release(began);
            }
        }
    }

    int modelsKnown() {
        return unknownModels.size()
                + keys.all().stream().mapToInt(key -> key.models().size()).sum();
    }
}
