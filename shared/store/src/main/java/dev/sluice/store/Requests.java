package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of past requests, newest first. */
public interface Requests {

    Optional<RequestRow> get(String callId);

    /**
     * Lists rows.
     *
     * @param keyId only those of this key
     */
    Page<RequestRow> list(@Nullable String keyId, @Nullable String after, int limit);
}
