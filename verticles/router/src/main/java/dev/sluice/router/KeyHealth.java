package dev.sluice.router;

import dev.sluice.bus.ChannelFact;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one key of a channel does: whether its upstream takes it at all, for which models it is limited, and what is left of
 * those limits. Asking takes no lock; only its {@link ChannelHealth} changes it, one thread at a time.
 */
final class KeyHealth {
    private final String id;
    private final RestPlans plans;
    private final Rest rest;
    private final ModelRests models = new ModelRests();
    private final UpstreamLimits limits = new UpstreamLimits();
    /** Until when nobody is believed that it is refused, because it was proven here that it is not. */
    private long unbelievingUntil;

    KeyHealth(String id, RestPlans plans, long now) {
        this.id = id;
        this.plans = plans;
        this.rest = new Rest(now);
        this.unbelievingUntil = now;
    }

    /** In the place of a key where there is none to be used. */
    static KeyHealth none(String id, RestPlans plans, long now) {
        KeyHealth none = new KeyHealth(id, plans, now);
        long always = Duration.ofDays(3650).toNanos();
        none.rest.begin(now, new Rest.Plan(RestReason.NO_KEY, always, always, false));
        return none;
    }

    /** Whether it only stands where there is no key. */
    boolean isNone() {
        return rest.standing().reason() == RestReason.NO_KEY;
    }

    String id() {
        return id;
    }

    Rest rest() {
        return rest;
    }

    /** Models that it is limited for. */
    ModelRests models() {
        return models;
    }

    UpstreamLimits limits() {
        return limits;
    }

    /** What a call for this model finds: the key's standing, or the model's if the key works. */
    Standing standing(String model) {
        Standing own = rest.standing();
        Rest ofModel = own.isWorking() ? models.find(model) : null;
        return ofModel == null || ofModel.standing().isWorking() ? own : ofModel.standing();
    }

    /** The upstream refused it, or limited it for a model. Answers the standing of what went to rest by that. */
    Optional<Standing> faulted(String model, Outcome outcome, long now) {
        return outcome.verdict() == Verdict.LIMITED ? limited(model, outcome, now) : refused(outcome, now);
    }

    private Optional<Standing> refused(Outcome outcome, long now) {
        boolean isEmpty = outcome.verdict() == Verdict.OUT_OF_QUOTA;
        if (!rest.isToldBy(outcome, now)) {
            return Optional.empty();
        }
        if (rest.standing().phase() == Standing.Phase.RESTING) {
            return Optional.empty();
        }
        Rest.Plan plan = isEmpty ? plans.outOfQuota(rest, outcome.retryAfter(), now) : plans.keyRefused(rest, now);
        return Optional.of(rest.begin(now, plan));
    }

    private Optional<Standing> limited(String model, Outcome outcome, long now) {
        Rest ofModel = models.of(model, now - RestPlans.nanos(outcome.elapsed()));
        if (!ofModel.isToldBy(outcome, now)) {
            return Optional.empty();
        }
        if (ofModel.standing().phase() == Standing.Phase.RESTING) {
            plans.askedFor(outcome.retryAfter()).ifPresent(length -> ofModel.extend(now, length));
            return Optional.empty();
        }
        return Optional.of(ofModel.begin(now, plans.limited(ofModel, outcome.retryAfter(), now)));
    }

    /** It was proven that it is good. */
    void proven(long now) {
        if (rest.standing().reason() == RestReason.KEY_REFUSED_ELSEWHERE) {
            unbelievingUntil = now + plans.settings().longestRest().toNanos();
        }
        rest.end(now);
    }

    /** It may have been replaced, or its account been filled: a rest that began for that is worth a probe. */
    void mayHaveChanged(long now) {
        unbelievingUntil = now;
        if (rest.standing().reason().isOfKey()) {
            rest.hasten(now);
        }
    }

    /** Takes another node's word; answers why it rests by that, if that was news. */
    @Nullable
    RestReason hear(String node, ChannelFact fact, long now) {
        RestReason reason = reason(fact, now);
        long length =
                Math.min(RestPlans.nanos(fact.rest()), plans.settings().rest().toNanos());
        if (reason == null || length <= 0) {
            return null;
        }
        long said = now - RestPlans.nanos(fact.age());
        String model = fact.model();
        Rest of = reason.isOfLimit() && model != null ? models.of(model, said) : rest;
        if (!of.standing().isWorking() || !of.counts(said)) {
            return null;
        }
        of.beginAtWordOf(node, reason, now, length);
        return reason;
    }

    private @Nullable RestReason reason(ChannelFact fact, long now) {
        return switch (fact.reason()) {
            case ChannelFact.KEY_REFUSED, ChannelFact.OUT_OF_QUOTA ->
                now - unbelievingUntil < 0 ? null : RestReason.KEY_REFUSED_ELSEWHERE;
            case ChannelFact.LIMITED -> fact.model() == null ? null : RestReason.LIMITED_ELSEWHERE;
            default -> null;
        };
    }

    /** What this node was told for certain, and what holds still. */
    List<ChannelFact> facts(String channelId, long now) {
        List<ChannelFact> facts = new ArrayList<>();
        if (holds(rest, now)) {
            facts.add(fact(channelId, null, rest, now));
        }
        models.all().forEach((model, ofModel) -> {
            if (holds(ofModel, now)) {
                facts.add(fact(channelId, model, ofModel, now));
            }
        });
        return facts;
    }

    private static boolean holds(Rest of, long now) {
        return of.isCertain() && of.standing().ends() - now > 0;
    }

    private ChannelFact fact(String channelId, @Nullable String model, Rest of, long now) {
        boolean isEmpty = of.standing().reason() == RestReason.OUT_OF_QUOTA;
        String ofKey = isEmpty ? ChannelFact.OUT_OF_QUOTA : ChannelFact.KEY_REFUSED;
        return new ChannelFact(
                channelId,
                model,
                model == null ? ofKey : ChannelFact.LIMITED,
                Duration.ofNanos(now - of.proven()),
                Duration.ofNanos(of.standing().ends() - now),
                Keys.told(id));
    }
}
