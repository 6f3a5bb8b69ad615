package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of past requests. */
public interface Requests {

    Optional<RequestRow> get(Sight sight, String callId);

    /**
     * Lists rows, newest first. Looks through a bounded number of them, so that a page may hold fewer than asked for and
     * still have a next one, where few rows match.
     */
    Page<RequestRow> list(Sight sight, RequestFilter filter, @Nullable String after, int limit);

    /**
     * Every row that is in the books now, by arrival, oldest first: none is left out and none comes twice, whatever is
     * written meanwhile.
     */
    Extract<RequestRow> extract(Sight sight, RequestFilter filter);
}
