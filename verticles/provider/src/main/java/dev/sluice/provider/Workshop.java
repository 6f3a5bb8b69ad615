package dev.sluice.provider;

import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.provider.upstream.Target;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes channels ready to be called, with the secrets that it takes from the store. Blocks; for virtual threads. */
final class Workshop {
    private static final Target.Unusable SEALED = new Target.Unusable(
            "its secret cannot be opened: it was sealed under another master key, or for another host",
            Verdict.KEY_REFUSED);

    private final Store store;
    private final Preparation preparation;

    Workshop(Store store, Preparation preparation) {
        this.store = store;
        this.preparation = preparation;
    }

    /** By the ids of the keys that are in use, in their order. */
    Map<String, Target> prepare(Channel channel) {
        boolean isOne = channel.keys().isPlain();
        return prepare(channel, channel.keys().ids(), isOne ? Map.of() : further(channel));
    }

    /** With one key, in use or not; empty if there is no such key. */
    Optional<Target> prepare(Channel channel, String key) {
        boolean isMain = key.equals(ChannelKeys.MAIN);
        Map<String, Optional<Secret>> further = isMain ? Map.of() : further(channel);
        return isMain || further.containsKey(key)
                ? Optional.ofNullable(prepare(channel, List.of(key), further).get(key))
                : Optional.empty();
    }

    private Map<String, Optional<Secret>> further(Channel channel) {
        return store.channels().keys().secrets(channel);
    }

    /** Reads what all of them have in common once. */
    private Map<String, Target> prepare(Channel channel, List<String> keys, Map<String, Optional<Secret>> further) {
        Map<String, Target> ready = new LinkedHashMap<>();
        Optional<Secret> login;
        try {
            login = channel.proxy() == null || keys.isEmpty()
                    ? Optional.empty()
                    : store.channels().proxyLogin(channel);
        } catch (IllegalArgumentException e) {
            keys.forEach(key -> ready.put(key, SEALED));
            return ready;
        }
        for (String key : keys) {
            ready.put(key, prepare(channel, key, further, login));
        }
        return ready;
    }

    private Target prepare(Channel channel, String key, Map<String, Optional<Secret>> further, Optional<Secret> login) {
        try {
            boolean isMain = key.equals(ChannelKeys.MAIN);
            Optional<Secret> secret =
                    isMain ? store.channels().secret(channel) : further.getOrDefault(key, Optional.empty());
            return isMain || secret.isPresent()
                    ? preparation.prepare(channel, secret.orElse(null), login.orElse(null))
                    : SEALED;
        } catch (IllegalArgumentException e) {
            return SEALED;
        }
    }
}
