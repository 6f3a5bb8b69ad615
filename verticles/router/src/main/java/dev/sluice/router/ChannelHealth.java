package dev.sluice.router;

import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import dev.sluice.router.Standing.Phase;
import java.time.Duration;
import java.util.Comparator;
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

    private static final int FULL_SHARE = 10;
    private static final int CONVALESCENT_SHARE = 1;

    private final HealthSettings settings;
    private final Rest rest;
    private final Strain strain;
    private final Map<String, Rest> models = new ConcurrentHashMap<>();

    ChannelHealth(HealthSettings settings, long now) {
        this.settings = settings;
        this.rest = new Rest(now);
        this.strain = new Strain(settings);
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
        return now.isWorking() || now.reason() == RestReason.LIMITED;
    }

    /** What a working channel's weight is multiplied with: little until a long rest would have been over. */
    int share(long now) {
        return rest.standing().isConvalescent(now) ? CONVALESCENT_SHARE : FULL_SHARE;
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
        if (rest.standing().reason() == RestReason.KEY_REFUSED) {
            rest.hasten(now);
        }
    }

    /** Takes an outcome into account; answers the standing of what went to rest or came back by it. */
    synchronized Optional<Standing> learn(String model, Outcome outcome, long now) {
        long began = now - nanos(outcome.elapsed());
        return switch (outcome.verdict()) {
            case OK -> worked(model, outcome, now);
            case FAILED, UNREACHABLE, TIMED_OUT -> failed(model, began, now);
            case KEY_REFUSED -> keyRefused(model, began, now);
            case LIMITED, MODEL_UNKNOWN -> modelRefused(model, outcome, now);
            case CALLER_LEFT ->
                outcome.firstContent() != null ? worked(model, outcome, now) : toldNothing(model, began);
            case REQUEST_AT_FAULT -> toldNothing(model, began);
        };
    }

    private Optional<Standing> worked(String model, Outcome outcome, long now) {
        long began = now - nanos(outcome.elapsed());
        Rest modelRest = models.get(model);
        if (modelRest != null && endedBy(outcome, modelRest, began)) {
            modelRest.end(now);
        }
        if (endedBy(outcome, rest, began)) {
            strain.clear();
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

    private Optional<Standing> failed(String model, long began, long now) {
        releaseModel(model, began);
        if (!counts(rest, began)) {
            return Optional.empty();
        }
        return switch (rest.standing().phase()) {
            case RESTING -> Optional.empty();
            case TRIED -> Optional.of(goToRest(RestReason.PROBE_FAILED, now));
            case WORKING -> strain.failed(now).map(reason -> goToRest(reason, now));
        };
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
        return rest.begin(now, new Rest.Plan(reason, inSeries(rest, first, now), first));
    }

    private Rest.Plan modelPlan(Rest modelRest, Outcome outcome, long now) {
        if (outcome.verdict() == Verdict.MODEL_UNKNOWN) {
            long length = settings.unknownModelRest().toNanos();
            return new Rest.Plan(RestReason.MODEL_UNKNOWN, length, length);
        }
        long length = askedFor(outcome.retryAfter())
                .orElseGet(() -> inSeries(modelRest, settings.limitedRest().toNanos(), now));
        return new Rest.Plan(RestReason.LIMITED, length, length);
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
        return (length.compareTo(bound) < 0 ? length : bound).toNanos();
    }
}
