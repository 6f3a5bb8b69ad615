package dev.sluice.store;

import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceVersion;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every price that calls were, are or will be billed by. A change makes a new version; nothing is ever edited or deleted, so
 * that any bill can be computed again.
 */
public interface Prices {

    /**
     * Makes the next version.
     *
     * @return the newest version, which is the one before if the change changes nothing
     * @throws IllegalArgumentException if it would begin before the version that it follows
     */
    PriceBook publish(PriceChange change);

    /** The book as it would be after a change, as if it were the next version; kept nowhere. Its new rules have no numbers. */
    PriceBook preview(PriceChange change);

    Optional<PriceBook> book(int version);

    /** The version that calls are billed by which arrive then, 0 if there is none. Cheap to ask. */
    int versionAt(Instant at);

    /** The book of {@link #versionAt}, the empty one if there is none. */
    default PriceBook current(Instant at) {
        return book(versionAt(at)).orElse(PriceBook.EMPTY);
    }

    Optional<PriceRule> find(long ruleId);

    /** All versions, newest first. */
    Page<PriceVersion> versions(@Nullable String after, int limit);

    /**
     * What the requests that arrived in this time would have cost by this book, kept or not. Reads every one of them, up to five
     * million, and may take minutes.
     */
    Replay replay(PriceBook book, Instant from, Instant until);
}
