package dev.sluice.accounting.limits;

import dev.sluice.accounting.limits.Holding.Asked;
import dev.sluice.accounting.limits.Leases.Attempt;
import dev.sluice.model.call.Lease;
import dev.sluice.model.call.LeaseRequest;
import dev.sluice.model.call.LeaseRequest.Need;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How a node asks owners: one question at a time to each, about all of whom it needs something by then. Thread safe. */
final class Asking {
    /** How long a call waits for an owner: many times a round trip, and not yet a stall that a caller would notice. */
    private static final long PATIENCE = Duration.ofMillis(50).toNanos();

    private final Leases.Seat seat;
    private final Grants grants;
    private final LeasePost post;
    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();

    Asking(Leases.Seat seat, Grants grants, LeasePost post) {
        this.seat = seat;
        this.grants = grants;
        this.post = post;
    }

    private long now() {
        return seat.nanos().getAsLong();
    }

    Line lineTo(String node) {
        Line line = lines.get(node);
        return line != null ? line : lines.computeIfAbsent(node, n -> new Line(n, now()));
    }

    /** Owners that are gone are not asked again. */
    void forget(View view) {
        lines.keySet().removeIf(node -> !view.nodes().contains(node) && !node.equals(seat.self()));
    }

    /** Asks whatever is to be asked, and lets nobody wait for owners that do not answer. */
    void goOn() {
        for (Line line : lines.values()) {
            send(line);
            if (line.isSilent()) {
                goOn(line.waiting());
            }
        }
    }

    /** Asks an owner, unless a question to it is under way. */
    void send(Line line) {
        long now = now();
        Line.Batch batch = line.begin(questions, now);
        if (batch.holdings().isEmpty()) {
            return;
        }
        long number = batch.number();
        List<Asked> asked = new ArrayList<>();
        List<Need> needs = new ArrayList<>();
        for (Holding holding : batch.holdings()) {
            Need need;
            synchronized (holding) {
                need = holding.ask(line, now);
            }
            if (need != null) {
                asked.add(new Asked(holding, need, number, now));
                needs.add(need);
            }
        }
        if (needs.isEmpty()) {
            line.end(number, !line.isSilent());
            return;
        }
        LeaseRequest request = new LeaseRequest(seat.self(), seat.life(), number, needs);
        if (line.node().equals(seat.self())) {
            hear(line, number, asked, Future.succeededFuture(grants.answer(request)));
        } else {
            post.ask(line.node(), request).onComplete(answer -> hear(line, number, asked, answer));
            post.later(PATIENCE, () -> giveUp(line, number, asked));
        }
    }

    private void giveUp(Line line, long number, List<Asked> asked) {
        if (line.giveUp(number)) {
            List<Holding> waiting = new ArrayList<>(line.waiting());
            asked.forEach(one -> waiting.add(one.holding()));
            goOn(waiting);
        }
    }

    private void hear(Line line, long number, List<Asked> asked, AsyncResult<Lease> answer) {
        Lease lease = answer.succeeded() ? answer.result() : null;
        boolean answered = lease != null && lease.parts().size() == asked.size();
        line.end(number, answered);
        long now = now();
        List<Holding> heard = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            synchronized (one.holding()) {
                if (answered && lease != null) {
                    one.holding().apply(one, lease.parts().get(i), now);
                } else {
                    one.holding().lost(one.need());
                }
            }
            heard.add(one.holding());
        }
        if (!answered) {
            heard.addAll(line.waiting());
        }
        goOn(heard);
        send(line);
    }

    /** Lets calls that waited try again. */
    static void goOn(List<Holding> some) {
        for (Holding holding : some) {
            List<Attempt> waiting;
            synchronized (holding) {
                waiting = holding.unpark();
            }
            waiting.forEach(Attempt::again);
        }
    }
}
