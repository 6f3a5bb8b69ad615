package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route.Skipped;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.router.KeyTurns.Asking;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One channel's way of serving one model, ready to be handed out.
 *
 * @param keys as they were when it was made
 * @param byKey the same with each of these keys, in their order
 * @param part which part of the channel's weight it has, where several upstream models serve the model
 */
record Offer(KnownChannel known, Candidate candidate, Keys keys, List<Candidate> byKey, Part part) {

    /** One for each upstream model of the channel that serves the model. */
    static Stream<Offer> all(KnownChannel known, String model, Timeouts defaults) {
        List<PoolMember> pool = known.channel().pool(model);
        if (pool.size() == 1) {
            return Stream.of(of(known, model, defaults));
        }
        long whole = pool.stream().mapToLong(PoolMember::weight).sum();
        return pool.stream()
                .map(member -> of(known, model, defaults, member.model()).with(new Part(member.weight(), whole, 1)));
    }

    static Offer of(KnownChannel known, String model, Timeouts defaults) {
        return of(known, model, defaults, known.channel().upstreamModel(model));
    }

    private static Offer of(KnownChannel known, String model, Timeouts defaults, String upstreamModel) {
        Channel channel = known.channel();
        TimeoutOverrides ofModel = channel.modelTimeouts().getOrDefault(model, TimeoutOverrides.NONE);
        Timeouts timeouts = ofModel.over(channel.timeouts().over(defaults));
        Candidate plain = new Candidate(channel.id(), channel.name(), channel.provider(), upstreamModel, timeouts)
                .within(channel.limits());
        Keys keys = known.health().keys();
        List<Candidate> byKey =
                keys.all().stream().map(key -> plain.with(key.id())).toList();
        return new Offer(known, byKey.getFirst(), keys, byKey, Part.ALL);
    }

    /** The same with another part of the channel's weight. */
    Offer with(Part newPart) {
        return new Offer(known, candidate, keys, byKey, newPart);
    }

    /** Whether it is one of several upstream models. */
    boolean isOfPool() {
        return !part.isWhole();
    }

    /** Whether the other is one of the same channel. */
    boolean isBeside(Offer other) {
        return candidate.channelId().equals(other.candidate.channelId());
    }

    /** Whether it is one of the ways in which this is tried. */
    boolean serves(Candidate one) {
        return candidate.channelId().equals(one.channelId())
                && candidate.upstreamModel().equals(one.upstreamModel());
    }

    /** Whether there is nothing to choose. */
    boolean isOfOneKey() {
        return byKey.size() == 1;
    }

    /** The places of the keys to try for a call that belongs to this, best first. */
    int[] keys(long anchor, int most, long now) {
        return keys.turns().order(keys, new Asking(candidate.upstreamModel(), anchor, now), most);
    }

    /**
     * Takes the right to probe a key that rests while others work: of a call that belongs to nothing any, else the one that
     * the call would be sent with if it worked, so that it comes back to it.
     *
     * @return its place; -1 if there is none
     */
    int claimRestingKey(long anchor, long now) {
        String model = candidate.upstreamModel();
        int best = anchor == 0
                ? -1
                : IntStream.range(0, keys.size())
                        .boxed()
                        .max(Comparator.comparingDouble(i -> KeyTurns.score(keys, i, anchor)))
                        .orElse(-1);
        for (int i = 0; i < keys.size(); i++) {
            Standing standing = keys.at(i).standing(model);
            if ((best < 0 || best == i) && standing.isDue(now) && claimProbe(i, now)) {
                return i;
            }
        }
        return -1;
    }

    /** A call goes there first, with this key. */
    void taken(int key) {
        keys.at(key).limits().take(candidate.upstreamModel());
    }

    private boolean claimProbe(int key, long now) {
        return known.health().claimProbe(candidate.upstreamModel(), keys.at(key), now);
    }

    Standing standing() {
        return known.health().standing(candidate.upstreamModel());
    }

    /** Takes the right to probe the channel, with one of its keys; answers the key's place, -1 if it is not to be had. */
    int claimProbe(long now) {
        if (isOfOneKey()) {
            return claimProbe(0, now) ? 0 : -1;
        }
        for (int key : keys(0, byKey.size(), now)) {
            if (claimProbe(key, now)) {
                return key;
            }
        }
        return -1;
    }

    long weight(long now) {
        return steadyWeight() * known.health().share(now);
    }

    /** Its weight by the operator's word, however it does. */
    long steadyWeight() {
        return known.channel().weight() * part.multiplier();
    }

    /** A hash of who it is, the same on all nodes. */
    long identity() {
        long ofChannel = candidate.channelId().hashCode();
        return isOfPool() ? Lots.mixed(ofChannel) ^ candidate.upstreamModel().hashCode() : ofChannel;
    }

    /** For how many nanoseconds its upstream has nothing left for this model, as far as one knows; zero if it has. */
    long usedUpFor(long now) {
        return keys.usedUpFor(candidate.upstreamModel(), now);
    }

    /** How much of its upstream's limits is left for this model, from 0 to 1. */
    double headroom(long now) {
        return keys.headroom(candidate.upstreamModel(), now);
    }

    /** What its answers for this model have been like. */
    Experience experience() {
        return known.health().experience(candidate.upstreamModel());
    }

    Skipped skipped(String reason) {
        return new Skipped(candidate.channelId(), reason);
    }
}
