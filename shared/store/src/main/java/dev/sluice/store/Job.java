package dev.sluice.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Work that one node of a cluster does at a time. */
public enum Job {
    /** Rolling calls up, and deleting by policy. */
    UPKEEP,
    /** Taking back what lost nodes had drawn. */
    SLICES,
    /** Deleting periods of budgets that are over. */
    BUDGETS,
    /** Deleting kept answers that have expired. */
    ANSWERS,
    /** Sealing entries. */
    SEALS,
    /** Trying channels that rest, and disabling and enabling them by rules; of nodes that call upstreams. */
    PROBES;

    /** As the database and the API call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Job> of(String word) {
        return Arrays.stream(values()).filter(job -> job.word().equals(word)).findFirst();
    }
}
