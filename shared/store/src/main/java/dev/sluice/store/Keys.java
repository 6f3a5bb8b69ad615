package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.ApiKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** API keys. Every change raises the generation. */
public interface Keys {

    /**
     * Adds a key, and an account for its budget if it has one.
     *
     * @param digest of the key itself, from {@link Vault#digestApiKey}
     * @throws StoreConflict if the key or its name exists
     */
    void create(ApiKey key, Bytes digest);

    /** The key with this digest, disabled and expired ones included; the comparison takes constant time. */
    Optional<ApiKey> find(Bytes digest);

    Optional<ApiKey> get(String id);

    /** In order of creation. */
    Page<ApiKey> list(@Nullable String after, int limit);

    /** Replaces everything but id, user, hint and creation; false if there is no such key. */
    boolean update(ApiKey key);

    /** The key is gone at once; its requests stay. */
    boolean delete(String id);
}
