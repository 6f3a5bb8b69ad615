package dev.sluice.ingress.load;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Those who share the node, no more than are bounded; whoever comes when it is full shares one place. Thread safe. */
public final class Tenants {
    private final Map<String, Tenant> byUser = new ConcurrentHashMap<>();
    private final Tenant strangers;
    private final int most;
    private final LongSupplier clock;

    Tenants(int most, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
        this.strangers = new Tenant(clock.getAsLong());
    }

    /** All whose keys are not known yet: however many keys are made up, they have one share. */
    public Tenant strangers() {
        return strangers;
    }

    public Tenant of(String userId) {
        Tenant known = byUser.get(userId);
        if (known != null) {
            return known;
        }
        if (byUser.size() >= most) {
            long now = clock.getAsLong();
            byUser.values().removeIf(tenant -> tenant.forget(now));
        }
        return byUser.size() < most ? byUser.computeIfAbsent(userId, user -> new Tenant(clock.getAsLong())) : strangers;
    }

    /** To be called about ten times a second. */
    void look(long nowNanos) {
        byUser.values().forEach(tenant -> tenant.look(nowNanos));
    }

    int count() {
        return byUser.size();
    }

    /** What each of them would have at once; only those who want anything. */
    int[] demands(long nowNanos) {
        Collection<Tenant> users = byUser.values();
        int[] demands = new int[users.size() + 1];
        int wanting = 0;
        for (Tenant tenant : users) {
            int demand = tenant.usualDemand(nowNanos);
            if (demand > 0 && wanting < demands.length - 1) {
                demands[wanting++] = demand;
            }
        }
        // Those of them who come back are known then.
        int strange = strangers.demand(nowNanos);
        if (strange > 0) {
            demands[wanting++] = strange;
        }
        return Arrays.copyOf(demands, wanting);
    }
}
