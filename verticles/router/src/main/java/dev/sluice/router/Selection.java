package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Choice;
import dev.sluice.model.call.Route.Ground;
import dev.sluice.model.call.Route.Skipped;
import dev.sluice.model.call.Route.Turn;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.router.traffic.NodeTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One choice of the channels to try for one call.
 *
 * <p>First a channel whose probe is due, if nothing better stands above it; then those that work, tier by tier, each
 * tier in the order of its turns; then those that work but have nothing left, of their upstream's limits or of the
 * operator's; then those whose probe is due as well, since a backup that was cured while nobody
 * needed it must not be missing. Other channels that rest are passed over, unless more than half of a model's channels
 * do: then they are the last to be tried, since ignoring health is better than failing. Where the gateway answers in a
 * channel's stead, the channel's health does not matter.
 */
final class Selection {
    /** Reasons are for people; nobody reads more of them. */
    private static final int MOST_SKIPPED = 32;

    private static final Ground PROBE = new Ground(Turn.PROBE, 0, null);
    private static final Ground SPENT = new Ground(Turn.SPENT, 0, null);
    private static final Ground RESTING = new Ground(Turn.RESTING, 0, null);

    private final RouteRequest request;
    private final Means means;
    private final NodeTraffic traffic;
    private final int most;
    private final long now;
    private final List<Ranked> working = new ArrayList<>();
    /** Further upstream models of channels that have their places already. */
    private final List<Ranked> crowd = new ArrayList<>(0);

    private final List<Spent> spent = new ArrayList<>(0);
    private final List<Idle> idle = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private int seenWorking;
    private @Nullable Idle probe;
    private int probedKey = -1;
    private boolean served;

    /**
     * With what a choice is made.
     *
     * @param most how many channels are wanted
     * @param leads whether the first of them will be tried at once, or only if others fail
     */
    record Means(NodeTraffic traffic, Costs costs, int most, boolean leads) {}

    Selection(RouteRequest request, Means means, long now) {
        this.request = request;
        this.means = means;
        this.traffic = means.traffic();
        this.most = means.most();
        this.now = now;
    }

    Route from(Plan plan) {
        long anchor = plan.anchor(request);
        for (Tier tier : plan.tiers(request)) {
            if (working.size() < most) {
                take(tier, anchor, plan.policy().strategy());
            }
        }
        working.addAll(crowd);
        List<Ranked> chosen = new ArrayList<>();
        if (probe != null) {
            chosen.add(new Ranked(probe.offer(), PROBE));
        }
        chosen.addAll(working.subList(0, Math.min(working.size(), most - chosen.size())));
        takeOrSkipSpent(chosen);
        takeOrSkipIdle(chosen);
        List<Candidate> candidates = candidates(chosen, anchor);
        Choice choice = new Choice(plan.policy().strategy(), plan.policy().rule(), grounds(chosen, candidates));
        return new Route(candidates, skipped, plan.isServed(), !served, plan.wishes(), choice);
    }

    private List<Candidate> candidates(List<Ranked> chosen, long anchor) {
        List<Candidate> candidates = new ArrayList<>(chosen.size());
        for (Ranked one : chosen) {
            Offer offer = one.offer();
            if (!offer.isOfOneKey()) {
                int probed = probe == null ? -1 : probedKey;
                return new KeySpread(new KeySpread.Turn(anchor, most, means.leads(), probed, now))
                        .over(chosen.stream().map(Ranked::offer).toList(), this::isAnsweredHere);
            }
            candidates.add(isAnsweredHere(offer) ? offer.candidate().inItsStead() : offer.candidate());
        }
        if (means.leads()
                && !chosen.isEmpty()
                && !isAnsweredHere(chosen.getFirst().offer())) {
            chosen.getFirst().offer().taken(0);
        }
        return candidates;
    }

    /** One for each candidate: keys of a channel stand where it stands. */
    private static List<Ground> grounds(List<Ranked> chosen, List<Candidate> candidates) {
        List<Ground> grounds = new ArrayList<>(candidates.size());
        int at = 0;
        for (Candidate candidate : candidates) {
            while (!chosen.get(at).offer().serves(candidate)) {
                at++;
            }
            grounds.add(chosen.get(at).ground());
        }
        return grounds;
    }

    private void take(Tier tier, long anchor, Strategy strategy) {
        boolean nothingBetter = means.leads() && working.isEmpty();
        List<Offer> offers = tier.offers();
        long[] weights = new long[offers.size()];
        int idleBefore = idle.size();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weigh(offers.get(i));
        }
        if (nothingBetter) {
            probeOneOf(idle.subList(idleBefore, idle.size()));
        }
        int room = most - working.size();
        TierField field = new TierField(offers, request, means.costs(), anchor, now);
        for (int turn : tier.turns().take(weights, field, tier.isPooled() ? weights.length : room)) {
            Double score = field.score(strategy, turn, weights[turn]);
            Ranked one = new Ranked(offers.get(turn), new Ground(Turn.TAKEN, weights[turn], score));
            (tier.isPooled() && isCrowded(one.offer()) ? crowd : working).add(one);
        }
    }

    /** A channel that fails fails for all its upstream models: they must not take the places of other channels. */
    private boolean isCrowded(Offer next) {
        String id = next.candidate().channelId();
        return working.stream()
                        .filter(one -> one.offer().candidate().channelId().equals(id))
                        .count()
                >= (most > 2 ? 2 : 1);
    }

    /** The offer's weight in this turn; one that cannot be taken weighs nothing and is remembered with the reason. */
    private long weigh(Offer offer) {
        String refusal = offer.known().refusal(request.dialect(), request.operation());
        // A provider that is not known is the operator's mistake, not the caller's.
        served |= refusal == null || !offer.known().isUsable();
        if (refusal != null) {
            skip(offer, refusal);
            return 0;
        }
        if (isAnsweredHere(offer)) {
            seenWorking++;
            return offer.weight(now);
        }
        Standing standing = offer.standing();
        if (!standing.isWorking()) {
            idle.add(new Idle(offer, standing));
            return 0;
        }
        seenWorking++;
        return isSpent(offer) ? 0 : offer.weight(now);
    }

    /** Whether it works, but has nothing left: then it waits among the last candidates. */
    private boolean isSpent(Offer offer) {
        long usedUp = offer.usedUpFor(now);
        if (usedUp > 0) {
            spent.add(new Spent(offer, "nothing is left of its upstream's limits", usedUp));
            return true;
        }
        Duration wait =
                traffic.roomIn(offer.known().health().lane(), offer.candidate().limits());
        if (wait != null) {
            spent.add(new Spent(offer, "as much is asked of it as its operator allows", wait.toNanos()));
        }
        return wait != null;
    }

    private boolean isAnsweredHere(Offer offer) {
        return offer.known().isAnsweredHere(request.dialect(), request.operation());
    }

    private void probeOneOf(List<Idle> resting) {
        for (Idle one : resting) {
            boolean mayWork = one.standing().isDue(now) && one.offer().usedUpFor(now) == 0;
            if (probe == null && mayWork) {
                probedKey = one.offer().claimProbe(now);
                probe = probedKey < 0 ? null : one;
            }
        }
    }

    private void takeOrSkipSpent(List<Ranked> chosen) {
        spent.sort(Comparator.comparingLong(Spent::until));
        for (Spent one : spent) {
            if (chosen.size() < most) {
                chosen.add(new Ranked(one.offer(), SPENT));
            } else {
                skip(one.offer(), one.reason());
            }
        }
    }

    private void takeOrSkipIdle(List<Ranked> chosen) {
        long resting = idle.stream().filter(Idle::mayCome).count();
        boolean panic = resting > seenWorking;
        if (probe != null) {
            idle.remove(probe);
        }
        idle.sort(Comparator.comparing((Idle one) -> !one.standing().isDue(now))
                .thenComparingLong(one -> one.standing().ends() - now));
        for (Idle one : idle) {
            // Looked at again: another call may have taken the probe since.
            boolean mayBeTried =
                    one.mayCome() && (panic || one.offer().standing().isDue(now));
            if (mayBeTried && chosen.size() < most) {
                chosen.add(new Ranked(one.offer(), RESTING));
            } else {
                skip(one.offer(), one.standing().reason().text());
            }
        }
    }

    private void skip(Offer offer, String reason) {
        if (skipped.size() < MOST_SKIPPED) {
            skipped.add(offer.skipped(reason));
        }
    }

    /** A channel that is to be tried, and why it stands where it does. */
    private record Ranked(Offer offer, Ground ground) {}

    /**
     * A channel that works but has nothing left.
     *
     * @param until nanoseconds until it is thought to have more
     */
    private record Spent(Offer offer, String reason, long until) {}

    /** A channel that rests, or is being tried by another call, as it stood when it was looked at. */
    private record Idle(Offer offer, Standing standing) {

        /** One without a key in use is off by somebody's wish, and says nothing of how the others do. */
        boolean mayCome() {
            return standing.reason() != RestReason.NO_KEY;
        }
    }
}
