package dev.sluice.store;

import dev.sluice.model.call.Explanation;
import java.util.List;
import java.util.Optional;

/** How some calls went, for those who ask later than their node remembers. Every method blocks. */
public interface Explanations {
    /** Characters of one, as it is written; of one that would be longer, channels that were passed over are left out. */
    int LONGEST = 8 * 1024;

    /** Keeps these in one transaction; one that is there already stays as it is. */
    void keep(List<Explanation> some);

    Optional<Explanation> find(String callId);
}
