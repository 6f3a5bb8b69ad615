package dev.sluice.router;

import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelStates.ModelState;
import dev.sluice.bus.ChannelStates.Resting;
import dev.sluice.router.Standing.Phase;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says to people how channels stand: why one rests, and who said so. */
final class ChannelReports {
    private static final int MOST_LIMITS = 64;

    private ChannelReports() {}

    static ChannelState of(KnownChannel known, long now) {
        ChannelHealth health = known.health();
        String id = known.channel().id();
        return new ChannelState(
                id,
                rest(health.rest(), now),
                health.share(now),
                health.heardLoad(),
                health.sum(id, MOST_LIMITS, now),
                models(ofAllKeys(health), now),
                health.keys().all().stream()
                        .map(key -> new KeyState(
                                key.id(),
                                rest(key.rest(), now),
                                models(key.models().all(), now)))
                        .toList());
    }

    /** Where there is one key, what it may not be used for is what the channel may not. */
    private static Map<String, Rest> ofAllKeys(ChannelHealth health) {
        Map<String, Rest> all = new HashMap<>(health.unknownModels().all());
        if (health.keys().isOne()) {
            all.putAll(health.keys().first().models().all());
        }
        return all;
    }

    private static List<ModelState> models(Map<String, Rest> rests, long now) {
        return rests.entrySet().stream()
                .filter(model -> !model.getValue().standing().isWorking())
                .map(model -> new ModelState(model.getKey(), rest(model.getValue(), now)))
                .sorted(Comparator.comparing(ModelState::model))
                .toList();
    }

    private static Resting rest(Rest rest, long now) {
        Standing standing = rest.standing();
        boolean tried = standing.phase() == Phase.TRIED || standing.isDue(now);
        return new Resting(
                standing.isWorking() ? "working" : tried ? "tried" : "resting",
                standing.reason().text(),
                rest.saidBy(),
                standing.isWorking() ? Duration.ZERO : Duration.ofNanos(Math.max(0, standing.ends() - now)));
    }
}
