package dev.sluice.accounting.limits;

import dev.sluice.model.call.Lease;
import dev.sluice.model.call.Lease.Part;
import dev.sluice.model.call.LeaseRequest;
import dev.sluice.model.call.LeaseRequest.Need;
import dev.sluice.model.call.LimitState.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The owner's side: answers what other nodes, and this one, need of the limits that this node owns. Thread safe. */
public final class Grants {
    private static final int MOST = 200_000;
    private static final List<Scope> SCOPES = List.of(Scope.values());

    private final Owners owners;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<Subject, Reserve> reserves = new ConcurrentHashMap<>();

    public Grants(Owners owners, LongSupplier nanos) {
        this.owners = owners;
        this.nanos = nanos;
    }

    /** Grants what there is. Never waits. */
    public Lease answer(LeaseRequest request) {
        long now = nanos.getAsLong();
        owners.checkBeat(now);
        View view = owners.view();
        List<Part> parts = new ArrayList<>(request.needs().size());
        for (Need need : request.needs()) {
            parts.add(answer(request, need, view, now));
        }
        return new Lease(parts);
    }

    private Part answer(LeaseRequest request, Need need, View view, long now) {
        Subject subject = subject(request, need);
        if (subject == null) {
            return Part.NOT_MINE;
        }
        long mark = subject.mark();
        if (!view.isMine(mark) || (reserves.size() >= MOST && !reserves.containsKey(subject))) {
            return Part.NOT_MINE;
        }
        while (true) {
            Reserve reserve = reserves.computeIfAbsent(subject, s -> new Reserve(mark, view));
            synchronized (reserve) {
                if (!reserve.isRetired()) {
                    return reserve.answer(request, need, view, now);
                }
            }
            reserves.remove(subject, reserve);
        }
    }

    /** Null if a node of another version says something else than is known here. */
    @SuppressWarnings("ConstantValue") // what another node leaves out is null, whatever the record says
    private static @Nullable Subject subject(LeaseRequest request, Need need) {
        boolean whole = request.node() != null && need.id() != null && need.limits() != null;
        for (Scope scope : SCOPES) {
            if (whole && scope.name().equals(need.scope())) {
                return new Subject(scope, need.id());
            }
        }
        return null;
    }

    /** Forgets subjects that nobody uses, and those that others own now. */
    void sweep() {
        long now = nanos.getAsLong();
        View view = owners.view();
        reserves.values().removeIf(reserve -> retire(reserve, view, now));
    }

    private static boolean retire(Reserve reserve, View view, long now) {
        synchronized (reserve) {
            return reserve.retire(view, now);
        }
    }

    /** Subjects that this node keeps buckets for. */
    public int size() {
        return reserves.size();
    }
}
