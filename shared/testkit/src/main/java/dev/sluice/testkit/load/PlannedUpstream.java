package dev.sluice.testkit.load;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Reaction;
import dev.sluice.testkit.Received;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An upstream that does with each call what its {@link Plan} says, and whose log can be asked by the call's id. */
public final class PlannedUpstream implements AutoCloseable {
    private final FakeProvider provider = FakeProvider.start().scripted(this::reaction);
    private final Map<String, ConcurrentLinkedQueue<Received>> log = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private volatile boolean repeating;

    /**
     * What the upstream sent for one call, over all attempts.
     *
     * @param attempts requests that came
     * @param contents chunks of content that the system took
     * @param usage whether a report of usage was sent
     */
    public record Sent(int attempts, int contents, boolean usage) {
        static final Sent NOTHING = new Sent(0, 0, false);
    }

    public URI baseUrl() {
        return provider.baseUrl();
    }

    /** Begins each answer with a word of the call's own, see {@link Seen#repeated}. */
    public PlannedUpstream repeating() {
        repeating = true;
        return this;
    }

    /** Fails calls for this model in this way. */
    public PlannedUpstream failing(String model, Fault fault) {
        faults.put(model, fault);
        return this;
    }

    /** What was sent for a call. */
    public Sent sent(String id) {
        List<Received> received = List.copyOf(log.getOrDefault(id, new ConcurrentLinkedQueue<>()));
        return received.stream()
                .map(one -> new Sent(1, one.contentsSent(), one.isUsageSent()))
                .reduce(
                        Sent.NOTHING,
                        (a, b) -> new Sent(a.attempts + b.attempts, a.contents + b.contents, a.usage || b.usage));
    }

    /** Waits until each answer is written, cut or given up. */
    public void awaitQuiet(Duration deadline) {
        provider.requests().forEach(received -> received.awaitOver(deadline));
    }

    /** Forgets all calls so far. */
    public void forget() {
        provider.forgetRequests();
        log.clear();
    }

    private Reaction reaction(Received received) {
        Plan plan = Plan.in(received.body().utf8()).orElse(null);
        if (plan == null) {
            return Answer.of("There is no plan.");
        }
        log.computeIfAbsent(plan.id(), id -> new ConcurrentLinkedQueue<>()).add(received);
        Fault fault = faults.get(received.model());
        return fault != null ? fault : plan.answer(repeating);
    }

    @Override
    public void close() {
        provider.close();
    }
}
