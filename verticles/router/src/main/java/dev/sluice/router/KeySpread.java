package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Turns the channels that were chosen into what is tried: each with its best key, and with further keys as far as there is
 * room, right behind it, since a key that fails says nothing of the others. Where a channel has several keys, one place is
 * made for that. Used once.
 */
final class KeySpread {
    private final List<Candidate> candidates = new ArrayList<>();
    private final Turn turn;
    private int spare;

    /**
     * For whom it is done.
     *
     * @param anchor a hash of what the call belongs to; 0 if it belongs to nothing
     * @param most how many may be tried
     * @param probed the place of the first one's key that is probed; -1 if none is
     */
    record Turn(long anchor, int most, boolean leads, int probed, long now) {}

    KeySpread(Turn turn) {
        this.turn = turn;
    }

    /** With how many there are, and which of them the gateway answers for. */
    List<Candidate> over(List<Offer> chosen, Predicate<Offer> isAnsweredHere) {
        int place = turn.most() > 2 ? 1 : 0;
        spare = Math.max(turn.most() - chosen.size(), place);
        for (Offer offer : chosen) {
            if (isAnsweredHere.test(offer)) {
                candidates.add(offer.candidate().inItsStead());
            } else if (offer.isOfOneKey()) {
                taken(offer, 0);
                candidates.add(offer.candidate());
            } else {
                spread(offer);
            }
        }
        return candidates.size() <= turn.most() ? candidates : candidates.subList(0, turn.most());
    }

    private void taken(Offer offer, int key) {
        if (turn.leads() && candidates.isEmpty()) {
            offer.taken(key);
        }
    }

    private void spread(Offer offer) {
        int wanted = 1 + spare;
        int first = -1;
        if (candidates.isEmpty() && turn.leads()) {
            first = turn.probed() >= 0 ? turn.probed() : offer.claimRestingKey(turn.anchor(), turn.now());
        }
        int[] keys = offer.keys(turn.anchor(), wanted, turn.now());
        taken(offer, first >= 0 ? first : keys[0]);
        int before = candidates.size();
        if (first >= 0) {
            candidates.add(offer.byKey().get(first));
        }
        for (int key : keys) {
            if (key != first && candidates.size() - before < wanted) {
                candidates.add(offer.byKey().get(key));
            }
        }
        spare -= candidates.size() - before - 1;
    }
}
