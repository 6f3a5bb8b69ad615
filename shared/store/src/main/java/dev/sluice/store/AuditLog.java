package dev.sluice.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done in management, line by line. It is only read here: lines are written by what they tell of. */
public interface AuditLog {
    /** Who does what nobody asked for. */
    String GATEWAY = "gateway";

    /** What a line tells of that stands for older ones, which were deleted by policy; it says where they ended. */
    String CHECKPOINT = "CHECKPOINT /api/audit-log";

    /**
     * Which lines are wanted; what is null does not matter.
     *
     * @param actor a user's id
     * @param from inclusive
     * @param to exclusive
     */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Newest first. */
    Page<AuditRecord> list(Filter filter, @Nullable String after, int limit);

    /** So many lines of each action are looked at for {@link #addresses}: two weeks of one every ten minutes. */
    int LOOKED_AT = 2_000;

    /** From where somebody last did one of these actions; newest first, each address once. */
    List<String> addresses(String actor, List<String> actions, int most);
}
