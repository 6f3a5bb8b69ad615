package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.ApiKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** API keys. Every change raises the generation. */
public interface Keys {
    /** How the ids of those begin that users made for themselves. */
    String OWN_PREFIX = "own_";

    /**
     * Adds a key, and an account for its budget if it has one.
     *
     * @param digest of the key itself, from {@link Vault#digestApiKey}
     * @throws StoreConflict if the key or its name exists
     */
    void create(ApiKey key, Bytes digest);

    /**
     * Adds a key that a user made for themselves; its id begins so.
     *
     * @param most how many of these a user may have
     * @return false if they have as many already
     */
    boolean createOwn(ApiKey key, Bytes digest, int most);

    /** The key with this digest, disabled and expired ones included; the comparison takes constant time. */
    Optional<ApiKey> find(Bytes digest);

    Optional<ApiKey> get(String id);

    /** In order of creation. */
    Page<ApiKey> list(@Nullable String after, int limit);

    /** A user's, in order of creation. */
    Page<ApiKey> listOf(String userId, @Nullable String after, int limit);

    /** A user's, in order of creation; a thousand at most. */
    List<ApiKey> ofUser(String userId);

    /** Replaces everything but id, user, hint and creation; false if there is no such key. */
    boolean update(ApiKey key);

    /** The key is another one from now on, and the one before belongs to nobody; false if there is no such key. */
    boolean renew(String id, Bytes digest, String hint);

    /** The key is gone at once; its requests stay. */
    boolean delete(String id);
}
