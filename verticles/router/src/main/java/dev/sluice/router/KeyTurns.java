package dev.sluice.router;

import dev.sluice.model.catalog.KeyChoice;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * In which order the keys of one channel are tried: those that work and have something left, as the operator chose; then
 * those that have nothing left. What belongs together goes to one key, by rendezvous hashing as in {@link Affinity}, and to
 * the next highest while that one cannot be taken. Thread safe.
 */
final class KeyTurns {
    private final KeyChoice choice;
    private final AtomicInteger turns = new AtomicInteger();
    private final Lots lots;

    KeyTurns(KeyChoice choice, long seed) {
        this.choice = choice;
        this.lots = new Lots(seed);
    }

    KeyChoice choice() {
        return choice;
    }

    /**
     * What is to be sent.
     *
     * @param model the upstream's name of it
     * @param anchor a hash of what the call belongs to; 0 if it belongs to nothing
     */
    record Asking(String model, long anchor, long now) {}

    /** The places of those to try, best first, one at least; where none works it is the one that is the next to be tried. */
    int[] order(Keys keys, Asking asking, int most) {
        int[] working = IntStream.range(0, keys.size())
                .filter(i -> keys.at(i).standing(asking.model()).isWorking())
                .toArray();
        if (working.length == 0) {
            return new int[] {nextToReturn(keys, asking.model())};
        }
        long[] emptyFor = new long[keys.size()];
        for (int i : working) {
            emptyFor[i] = keys.at(i).limits().usedUpFor(asking.model(), asking.now());
        }
        int[] full = IntStream.of(working).filter(i -> emptyFor[i] == 0).toArray();
        IntStream empty = IntStream.of(working)
                .filter(i -> emptyFor[i] > 0)
                .boxed()
                .sorted(Comparator.comparingLong(i -> emptyFor[i]))
                .mapToInt(i -> i);
        return IntStream.concat(chosen(keys, full, asking.anchor()), empty)
                .limit(most)
                .toArray();
    }

    private IntStream chosen(Keys keys, int[] places, long anchor) {
        if (anchor != 0) {
            return Order.by(IntStream.of(places), i -> -score(keys, i, anchor));
        }
        int first = places.length < 2 ? 0 : first(places.length);
        return IntStream.range(0, places.length).map(i -> places[(first + i) % places.length]);
    }

    private int first(int size) {
        return switch (choice) {
            case ROUND_ROBIN -> Integer.remainderUnsigned(turns.getAndIncrement(), size);
            case RANDOM -> (int) (lots.draw() * size);
            case FILL_FIRST -> 0;
        };
    }

    /** Of calls that belong together, all nodes find the same key to be the best. */
    static double score(Keys keys, int place, long anchor) {
        long hash = Lots.mixed(anchor ^ Lots.mixed(keys.at(place).id().hashCode()));
        return (hash >>> 11) * 0x1.0p-53;
    }

    private static int nextToReturn(Keys keys, String model) {
        int best = 0;
        for (int i = 1; i < keys.size(); i++) {
            long sooner = keys.at(i).standing(model).next()
                    - keys.at(best).standing(model).next();
            best = sooner < 0 ? i : best;
        }
        return best;
    }
}
