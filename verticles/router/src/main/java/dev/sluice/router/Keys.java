package dev.sluice.router;

import dev.sluice.model.catalog.ChannelKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one channel that are in use, at least one, in their order, and whose turn it is. Asking takes no lock and
 * changes nothing but that.
 */
record Keys(List<KeyHealth> all, KeyTurns turns) {
    Keys {
        all = List.copyOf(all);
    }

    static Keys one(RestPlans plans, long now) {
        return new Keys(
                List.of(new KeyHealth(ChannelKeys.MAIN, plans, now)), new KeyTurns(ChannelKeys.ONE.choice(), 0));
    }

    /** How a key is called between nodes: the main one is not. */
    static @Nullable String told(String id) {
        return id.equals(ChannelKeys.MAIN) ? null : id;
    }

    /** These keys; those that were there stay as they are. */
    Keys with(ChannelKeys wanted, RestPlans plans, Moment moment) {
        long now = moment.now();
        KeyTurns next = turns.choice() == wanted.choice() ? turns : new KeyTurns(wanted.choice(), moment.seed());
        if (wanted.ids().isEmpty()) {
            return new Keys(List.of(KeyHealth.none(ChannelKeys.MAIN, plans, now)), next);
        }
        List<KeyHealth> kept = wanted.ids().stream()
                .map(id -> {
                    KeyHealth known = find(id);
                    return known != null ? known : new KeyHealth(id, plans, now);
                })
                .toList();
        return new Keys(kept, next);
    }

    /**
     * When keys are put to use.
     *
     * @param seed for lots
     */
    record Moment(long now, long seed) {}

    boolean isOne() {
        return all.size() == 1;
    }

    KeyHealth first() {
        return all.getFirst();
    }

    KeyHealth at(int place) {
        return all.get(place);
    }

    int size() {
        return all.size();
    }

    /** Null if it is not in use; what stands where there is no key is none, so nothing that is heard of it changes it. */
    @Nullable
    KeyHealth find(String id) {
        for (KeyHealth key : all) {
            if (key.id().equals(id)) {
                return key.isNone() ? null : key;
            }
        }
        return null;
    }

    /** Of one that works for this model, or else of the one that is the next to be tried. */
    Standing standing(String model) {
        Standing best = first().standing(model);
        for (int i = 1; i < all.size() && !best.isWorking(); i++) {
            Standing other = all.get(i).standing(model);
            best = other.isWorking() || other.next() - best.next() < 0 ? other : best;
        }
        return best;
    }

    /** The same, whatever the model. */
    Rest rest() {
        Rest best = first().rest();
        for (int i = 1; i < all.size() && !best.standing().isWorking(); i++) {
            Rest other = all.get(i).rest();
            Standing standing = other.standing();
            best = standing.isWorking() || standing.next() - best.standing().next() < 0 ? other : best;
        }
        return best;
    }

    /** For how many nanoseconds none that works has anything left for this model; zero if one has, or none works. */
    long usedUpFor(String model, long now) {
        if (isOne()) {
            return first().limits().usedUpFor(model, now);
        }
        long least = Long.MAX_VALUE;
        for (KeyHealth key : all) {
            if (key.standing(model).isWorking()) {
                least = Math.min(least, key.limits().usedUpFor(model, now));
            }
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** How much the one that has most left has, of its upstream's limits, from 0 to 1. */
    double headroom(String model, long now) {
        double most = 0;
        for (KeyHealth key : all) {
            most = Math.max(
                    most,
                    isOne() || key.standing(model).isWorking() ? key.limits().headroom(model, now) : 0);
        }
        return most;
    }
}
