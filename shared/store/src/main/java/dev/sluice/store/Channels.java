package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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
    default void create(Channel channel, @Nullable Secret secret) {
        create(channel, secret, null);
    }

    /**
     * Adds a channel whose proxy asks who uses it.
     *
     * @param proxyLogin user and password with a colon between them, sealed likewise, and bound to the channel and its proxy
     */
    void create(Channel channel, @Nullable Secret secret, @Nullable Secret proxyLogin);

    Optional<Channel> get(String id);

    List<Channel> list();

    /**
     * Replaces everything but the id, and the keys that are in use.
     *
     * @param secret the new one; absent keeps the old
     * @return false if there is no such channel
     * @throws StoreConflict if the name belongs to another, or if the channel moves to another host and its secret is not
     *     given anew, or it has further keys
     */
    default boolean update(Channel channel, @Nullable Secret secret) {
        return update(channel, secret, null);
    }

    /**
     * The same.
     *
     * @param proxyLogin the new one; absent keeps the old while the proxy is the same, and none for another
     */
    boolean update(Channel channel, @Nullable Secret secret, @Nullable Secret proxyLogin);

    /**
     * Changes several at once, in one change of the configuration.
     *
     * @param which looked at again, and changed, while they are locked
     * @param change keeps id, provider and base URL; may be run again
     * @return those that have become different, as they are now
     */
    List<Channel> changeAll(Predicate<Channel> which, UnaryOperator<Channel> change);

    /** With all its keys. */
    boolean delete(String id);

    /** Whether the channel has a secret, be it one that can be opened or not. */
    default boolean hasSecret(String id) {
        try {
            return secret(id).isPresent();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** The secret in clear, of the channel as it is now. */
    default Optional<Secret> secret(String id) {
        return get(id).flatMap(this::secret);
    }

    /**
     * The secret in clear; for the provider only, never for an API.
     *
     * @param channel as it was read; a secret that has been given since for another host is not handed out for it
     * @throws IllegalArgumentException if it cannot be opened: it was sealed for another host, or under another master key
     */
    Optional<Secret> secret(Channel channel);

    /**
     * What the channel's proxy asks of those who use it, in clear; for the provider only, never for an API.
     *
     * @param channel as it was read; a login that has been given since for another proxy is not handed out for it
     * @throws IllegalArgumentException if it cannot be opened
     */
    Optional<Secret> proxyLogin(Channel channel);

    /** What a channel has beside its secret, and that. */
    UpstreamKeys keys();

    /** What rules switch. */
    RuleSwitch rules();
}
