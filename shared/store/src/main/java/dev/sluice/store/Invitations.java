package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.User;
import java.util.Optional;

/** Who brought whom, and what both get for it. */
public interface Invitations {

    /**
     * What inviter and invited get.
     *
     * @param openSignUp whether people may come by themselves, with somebody's code
     */
    record Terms(NanoDollars inviterReward, NanoDollars inviteeReward, boolean openSignUp) {}

    Terms terms();

    void setTerms(Terms terms);

    /**
     * The code with which a user invites others.
     *
     * @param fresh becomes the user's code if there is none yet
     * @return absent if there is no such user
     */
    Optional<String> codeOf(String userId, String fresh);

    /** How many came by this user's code. */
    long invitedBy(String userId);

    /**
     * Adds a user who was invited; both get their rewards from {@code promo} in the same transaction.
     *
     * @return false, and nothing is done, if the code is no enabled user's
     */
    boolean create(User user, String code);
}
