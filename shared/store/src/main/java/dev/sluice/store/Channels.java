package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Channels and their sealed secrets. Every change raises the generation. */
public interface Channels {

    /**
     * Adds a channel.
     *
     * @param secret sealed before it is written, bound to the channel and the host it is for: its base URL's, or that of
     *     the provider preset
     * @throws StoreConflict if the name exists
     */
    void create(Channel channel, @Nullable Secret secret);

    Optional<Channel> get(String id);

    List<Channel> list();

    /**
     * Replaces everything but the id.
     *
     * @param secret the new one; absent keeps the old
     * @return false if there is no such channel
     * @throws StoreConflict if the name belongs to another, or if the channel moves to another host and its secret is not
     *     given anew
     */
    boolean update(Channel channel, @Nullable Secret secret);

    boolean delete(String id);

    /** Whether the channel has a secret, be it one that can be opened or not. */
    default boolean hasSecret(String id) {
        try {
            return secret(id).isPresent();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** The secret in clear; for the provider only, never for an API. */
    Optional<Secret> secret(String id);
}
