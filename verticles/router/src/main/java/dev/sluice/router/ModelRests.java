package dev.sluice.router;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Rests of single models, by the upstream's names, since that is what the upstream limits. Asking takes no lock; they are
 * made by one at a time.
 */
final class ModelRests {
    /** Names of models may come from callers; past this number the one that is nearest to its return makes room. */
    static final int MOST = 256;

    private final Map<String, Rest> byModel = new ConcurrentHashMap<>();

    /** Null if the model has never rested, or was forgotten since. */
    @Nullable
    Rest find(String model) {
        return byModel.isEmpty() ? null : byModel.get(model);
    }

    /** Made if there is none, as one that has worked since then. */
    Rest of(String model, long since) {
        if (byModel.size() >= MOST && !byModel.containsKey(model)) {
            byModel.entrySet().stream()
                    .min(Comparator.comparingLong(e -> e.getValue().standing().ends() - since))
                    .ifPresent(e -> byModel.remove(e.getKey()));
        }
        return byModel.computeIfAbsent(model, name -> new Rest(since));
    }

    Map<String, Rest> all() {
        return Map.copyOf(byModel);
    }

    int size() {
        return byModel.size();
    }
}
