package dev.sluice.admin.api;

import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Users;

/** What one user may make of another: nobody raises anybody above themselves, nor touches those who are. */
final class Grants {
    /** The word for a role. */
    static final Reader<String> ROLE = value -> Role.of(value.node().asText(""))
            .orElseThrow(() -> value.wrong("must be one of user, auditor, admin, root"))
            .word();

    private Grants() {}

    static Role roleOf(User user) {
        return Role.of(user.role()).orElse(Role.USER);
    }

    /** Refuses a new user who would be above the one who makes them. */
    static void check(Principal granter, User fresh) {
        if (!granter.role().covers(roleOf(fresh))) {
            throw exceeds("role", "you cannot give a role above your own");
        }
    }

    /** Refuses a change of somebody above the one who asks, or one that would raise them there. */
    static void check(Principal granter, User old, User changed) {
        checkReach(granter, old);
        check(granter, changed);
        boolean first = old.id().equals(Users.ADMIN);
        if (first && !changed.enabled()) {
            throw Value.wrong("enabled", "must stay true for the administrator");
        }
        if (!old.role().equals(changed.role()) && (first || old.id().equals(granter.userId()))) {
            throw Value.wrong("role", first ? "of the first administrator stays root" : "of your own stays as it is");
        }
    }

    /** Refuses to let somebody act on a user above them. */
    static void checkReach(Principal granter, User user) {
        if (!granter.role().covers(roleOf(user))) {
            throw exceeds("id", "this user's role is above your own");
        }
    }

    /** Refuses a link by which somebody would get at more than they have: a token with limits to a whole user like its own. */
    static void checkLink(Principal granter, User user) {
        checkReach(granter, user);
        if (granter.isLimited() && roleOf(user) == granter.role()) {
            throw exceeds("id", "a token with scopes or an end makes no link for a role like its own");
        }
    }

    /** Refuses to do for oneself, without proof, what is otherwise done by who shows a password or a code. */
    static void refuseOneself(Principal granter, User user, String instead) {
        if (user.id().equals(granter.userId())) {
            throw exceeds("id", "this is for others; for yourself use " + instead);
        }
    }

    private static GatewayException exceeds(String field, String message) {
        return new GatewayException(GatewayError.of(Kind.FORBIDDEN, message).at(field));
    }
}
