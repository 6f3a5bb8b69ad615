package dev.sluice.ingress;

import dev.sluice.ingress.load.Tenant;
import dev.sluice.ingress.load.Tenants;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.Identity;

/**
 * Whoever shows a key: its digest, and with whom it shares the node once that is known. It is learnt from what accounting
 * says of the key's calls, so that it costs no question of its own. Used on one event loop only.
 */
final class Bearer {
    private final Credential credential;
    private final Tenants tenants;
    private String userId = "";
    private Tenant tenant;

    Bearer(Credential credential, Tenants tenants) {
        this.credential = credential;
        this.tenants = tenants;
        this.tenant = tenants.strangers();
    }

    Credential credential() {
        return credential;
    }

    /** With whom it shares, which is with all strangers until it is known. */
    Tenant tenant() {
        if (tenant.isGone()) {
            tenant = tenants.of(userId);
        }
        return tenant;
    }

    void learn(Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            belongsTo(admitted.caller().userId());
        }
    }

    void learn(Identity identity) {
        if (identity instanceof Identity.Known known) {
            belongsTo(known.caller().userId());
        }
    }

    private void belongsTo(String user) {
        if (!user.equals(userId)) {
            userId = user;
            tenant = tenants.of(user);
        }
    }
}
