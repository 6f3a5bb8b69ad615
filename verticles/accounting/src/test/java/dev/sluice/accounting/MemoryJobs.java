package dev.sluice.accounting;

import dev.sluice.store.Job;
import dev.sluice.store.Jobs;
import dev.sluice.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Jobs in memory: whoever takes first has all of them until it leaves or is taken for dead. */
final class MemoryJobs implements Jobs {
    private final List<String> log = new ArrayList<>();
    private String holder = "";
    private boolean away;

    synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    /** The holder's leases run out. */
    synchronized void forget() {
        holder = "";
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public synchronized Set<Job> take(String asker) {
        log.add("take " + asker);
        check();
        if (holder.isEmpty()) {
            holder = asker;
        }
        return holder.equals(asker) ? EnumSet.allOf(Job.class) : Set.of();
    }

    @Override
    public boolean take(Job job, String asker) {
        return take(asker).contains(job);
    }

    @Override
    public synchronized void leave(String asker) {
        log.add("leave " + asker);
        check();
        if (holder.equals(asker)) {
            holder = "";
        }
    }

    @Override
    public List<Lease> held() {
        return List.of();
    }

    private void check() {
        if (away) {
            throw new StoreUnavailable("away", new IllegalStateException("test"));
        }
    }
}
