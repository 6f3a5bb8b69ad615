package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Codes that are worth an amount, once. Only digests of them are kept. */
public interface Redemptions {
    /** How many codes a batch may have. */
    int MOST_CODES = 1_000;

    /**
     * Codes that were made together.
     *
     * @param amount that each is worth
     * @param expiresAt from when on none of them can be redeemed
     */
    record Batch(
            String id,
            String name,
            NanoDollars amount,
            int codes,
            boolean enabled,
            @Nullable Instant expiresAt,
            String createdBy,
            Instant createdAt) {}

    /** A batch, and how many of its codes were redeemed. */
    record Progress(Batch batch, int redeemed) {}

    /** One code of a batch: its number, and who redeemed it, if anybody has. */
    record Code(
            int number,
            @Nullable String redeemedBy,
            @Nullable Instant redeemedAt) {}

    /** What came of redeeming. */
    sealed interface Redeemed {
        /** The amount is in the user's balance. */
        record Credited(NanoDollars amount) implements Redeemed {}

        /** This user has redeemed the code before, for this amount. */
        record Yours(NanoDollars amount) implements Redeemed {}

        /** There is no such code, or somebody else has redeemed it, or it was withdrawn: which one is nobody's business. */
        record NotValid() implements Redeemed {}

        /** The code is real, but was not redeemed in time. */
        record TooLate() implements Redeemed {}
    }

    /** Adds a batch with its codes, given by their digests. */
    void create(Batch batch, List<Bytes> digests);

    Optional<Progress> get(String id);

    /** In order of creation. */
    Page<Progress> list(@Nullable String after, int limit);

    Page<Code> codes(String batchId, @Nullable String after, int limit);

    /** Withdraws a batch, or puts it in force again; codes that were redeemed stay so. */
    boolean enable(String batchId, boolean enabled);

    /** Books what a code is worth into a user's balance, from {@code promo}; of many at once one succeeds. */
    Redeemed redeem(Bytes digest, String userId, Instant now);
}
