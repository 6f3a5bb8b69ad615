package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.User;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@link Invitations} over JDBC. */
final class JdbcInvitations implements Invitations {
    private static final String TERMS = "1";

    private final Database database;
    private final Configuration configuration;

    JdbcInvitations(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public Terms terms() {
        return database.read(JdbcInvitations::terms);
    }

    private static Terms terms(Handle handle) {
        return handle.createQuery(
                        "SELECT inviter_reward, invitee_reward, open_sign_up FROM invitation_terms WHERE id = 1")
                .map((rs, ctx) ->
                        new Terms(new NanoDollars(rs.getLong(1)), new NanoDollars(rs.getLong(2)), rs.getBoolean(3)))
                .one();
    }

    @Override
    public void setTerms(Terms terms) {
        configuration.edit(edit -> {
            edit.touch(Configured.INVITATIONS, TERMS);
            return edit.handle()
                    .execute(
                            "UPDATE invitation_terms SET inviter_reward = ?, invitee_reward = ?, open_sign_up = ?"
                                    + " WHERE id = 1",
                            terms.inviterReward().value(),
                            terms.inviteeReward().value(),
                            terms.openSignUp() ? 1 : 0);
        });
    }

    @Override
    public Optional<String> codeOf(String userId, String fresh) {
        return database.write(h -> {
            h.execute("UPDATE gateway_user SET invite_code = ? WHERE id = ? AND invite_code IS NULL", fresh, userId);
            return h.createQuery("SELECT invite_code FROM gateway_user WHERE id = :id")
                    .bind("id", userId)
                    .mapTo(String.class)
                    .findOne();
        });
    }

    @Override
    public long invitedBy(String userId) {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM gateway_user WHERE invited_by = :id")
                .bind("id", userId)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public boolean create(User user, String code) {
        return configuration.edit(edit -> {
            Handle h = edit.handle();
            Optional<String> inviter = h.createQuery(
                            "SELECT id FROM gateway_user WHERE invite_code = :code" + " AND enabled = 1")
                    .bind("code", code)
                    .mapTo(String.class)
                    .findOne();
            if (inviter.isEmpty()) {
                return false;
            }
            JdbcUsers.insert(edit, user);
            h.execute("UPDATE gateway_user SET invited_by = ? WHERE id = ?", inviter.get(), user.id());
            reward(h, inviter.get(), user.id());
            return true;
        });
    }

    /** The inviter's balance first: nobody else can have locked one that is not there yet. */
    private static void reward(Handle handle, String inviter, String invitee) throws SQLException {
        Terms terms = terms(handle);
        String cause = "invite:" + invitee;
        give(handle, inviter, terms.inviterReward(), new Entry.Cause("invited " + invitee, cause + ":inviter", null));
        give(handle, invitee, terms.inviteeReward(), new Entry.Cause("was invited", cause + ":invitee", null));
    }

    private static void give(Handle handle, String user, NanoDollars amount, Entry.Cause cause) throws SQLException {
        if (amount.isPositive()) {
            new DeskBooking(Entry.Kind.GIFT, Entry.PROMO, Account.ofUser(user), amount.value(), cause).book(handle);
        }
    }
}
