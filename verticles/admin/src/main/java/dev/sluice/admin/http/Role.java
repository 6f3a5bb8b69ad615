package dev.sluice.admin.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is, from the least to the most: each may do all that those before may, but that an auditor writes nothing. */
public enum Role {
    /** Sees and changes what is theirs. */
    USER,
    /** Sees everything, and changes nothing but how they sign in. */
    AUDITOR,
    /** Sees and changes everything that does not raise anybody above administrators. */
    ADMIN,
    /** Was there first. */
    ROOT;

    /** As the API and the store call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** Whether they may make somebody this, or change somebody who is: a grant never exceeds the granter. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }

    /** Whether more than their own is shown to them. */
    public boolean seesAll() {
        return covers(AUDITOR);
    }
}
