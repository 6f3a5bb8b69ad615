package dev.sluice.ingress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts connections by address and keeps each address below a bound; no more addresses than connections. Thread safe. */
final class AddressBook {
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final int most;

    /** With a bound for each address, or 0 for none. */
    AddressBook(int most) {
        this.most = most;
    }

    /** Counts one more, unless that would be too many. */
    boolean take(String address) {
        if (most > 0 && open.merge(address, 1, Integer::sum) > most) {
            giveBack(address);
            return false;
        }
        return true;
    }

    /** One that was taken has ended. */
    void giveBack(String address) {
        if (most > 0) {
            open.computeIfPresent(address, (same, now) -> now > 1 ? now - 1 : null);
        }
    }
}
