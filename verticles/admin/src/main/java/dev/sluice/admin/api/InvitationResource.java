package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Invitations;
import dev.sluice.store.Invitations.Terms;
import dev.sluice.store.Store;
import java.util.Objects;
import java.util.Set;

/** {@code /api/invitations}: the code with which a user brings others, and what both get for it. */
final class InvitationResource {
    static final Set<String> PATCHABLE = Set.of("inviter_reward", "invitee_reward", "open_sign_up");

    private final Store store;
    private final Invitations invitations;

    InvitationResource(Store store) {
        this.store = store;
        this.invitations = store.accounts().invitations();
    }

    /** The caller's own; the first time a code is made. */
    Answer get(ApiRequest request) {
        request.allowQuery(Set.of());
        String userId = Objects.requireNonNull(request.caller().userId());
        String code = invitations
                .codeOf(userId, RandomText.id("inv_"))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such user"));
        ObjectNode json = write(invitations.terms());
        json.put("invite_code", code).put("invited", invitations.invitedBy(userId));
        return Answer.json(200, json);
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        Terms old = invitations.terms();
        Terms changed = new Terms(
                fields.or(old.inviterReward(), "inviter_reward", Money.notNegative()),
                fields.or(old.inviteeReward(), "invitee_reward", Money.notNegative()),
                fields.or(old.openSignUp(), "open_sign_up", Values.flag()));
        store.by(request.author()).accounts().invitations().setTerms(changed);
        return Answer.json(200, write(changed));
    }

    private static ObjectNode write(Terms terms) {
        ObjectNode json = Json.object();
        Money.write(json, "inviter_reward", terms.inviterReward());
        Money.write(json, "invitee_reward", terms.inviteeReward());
        json.put("open_sign_up", terms.openSignUp());
        return json;
    }
}
