package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of channels: a channel's own secret, which is called {@code main}, and further ones. Every change raises the
 * generation.
 */
public interface UpstreamKeys {
    /** How many further keys a channel may have, since every node keeps all of them in memory. */
    int MOST = 500;

    /**
     * A key, without its secret.
     *
     * @param reason why a rule disabled it, or enabled it again; absent if somebody has switched it since
     * @param createdAt absent for {@code main}, which is as old as its channel
     */
    record UpstreamKey(
            String channelId,
            String id,
            String name,
            boolean enabled,
            @Nullable String reason,
            @Nullable Instant createdAt) {
        /** The same key, put to use or not. */
        public UpstreamKey switched(boolean isEnabled, @Nullable String why) {
            return new UpstreamKey(channelId, id, name, isEnabled, why, createdAt);
        }

        /** The same key under another name. */
        public UpstreamKey named(String newName) {
            return new UpstreamKey(channelId, id, newName, enabled, reason, createdAt);
        }
    }

    /** A key that is to be added. */
    record NewKey(String id, String name, Secret secret) {}

    /** In order of creation, {@code main} first; that is left out where the channel has no secret but further keys. */
    List<UpstreamKey> list(String channelId);

    Optional<UpstreamKey> get(String channelId, String id);

    /** How many each channel has. */
    Map<String, Integer> counts();

    /**
     * Adds keys, all or none.
     *
     * @return false if there is no such channel
     * @throws StoreConflict if a name exists, or there would be too many
     */
    boolean add(String channelId, List<NewKey> keys);

    /**
     * Changes name, use and reason. The name of {@code main} is not changed.
     *
     * @return false if there is no such key
     * @throws StoreConflict if the name belongs to another key of the channel
     */
    boolean update(UpstreamKey key);

    /**
     * Deletes a key with its secret.
     *
     * @return false if there is no such key
     * @throws StoreConflict if it is {@code main} and the channel has no other
     */
    boolean delete(String channelId, String id);

    /**
     * The secrets of a channel's further keys in clear, in order; empty for those that cannot be opened.
     *
     * @param channel as it was read; secrets that have been given since for another host are not handed out for it
     */
    Map<String, Optional<Secret>> secrets(Channel channel);
}
