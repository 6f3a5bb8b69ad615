package dev.sluice.admin.http;

/** Who may use a route. */
public enum Access {
    /** No token needed. */
    ANYONE,
    /** Whoever is signed in, about themselves only: their profile, password and sessions. */
    SELF,
    /** Users, who see and change their own things only; the handler sees to that. Auditors may look. */
    OWN,
    /** Administrators; auditors may look. */
    PLATFORM,
    /** Root alone. */
    ROOT;

    /** Whether somebody of this role may use such a route; {@code writes} if it changes anything. */
    public boolean allows(Role role, boolean writes) {
        return switch (this) {
            case ANYONE, SELF -> true;
            case OWN -> !writes || role != Role.AUDITOR;
            case PLATFORM -> role.covers(writes ? Role.ADMIN : Role.AUDITOR);
            case ROOT -> role == Role.ROOT;
        };
    }
}
