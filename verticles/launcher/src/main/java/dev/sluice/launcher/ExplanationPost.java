package dev.sluice.launcher;

import dev.sluice.ingress.Traces;
import dev.sluice.model.call.Explanation;
import dev.sluice.store.Explanations;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is worth keeping of how calls went from this node's memory to the database: once a second, a bounded number
 * in one transaction, and none while there is no room for work in the background. What is lost on the way is only counted.
 */
final class ExplanationPost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExplanationPost.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST = 64;
    private static final Duration LAST = Duration.ofSeconds(2);

    private final Traces traces;
    private final Explanations kept;
    private final BooleanSupplier hasRoom;
    private final AtomicLong lost = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("explanations").factory());

    private ExplanationPost(Traces traces, Explanations kept, BooleanSupplier hasRoom) {
        this.traces = traces;
        this.kept = kept;
        this.hasRoom = hasRoom;
    }

    /** Begins to carry; {@code hasRoom} is asked each time. */
    static ExplanationPost begin(Traces traces, Explanations kept, BooleanSupplier hasRoom, MeterRegistry meters) {
        ExplanationPost post = new ExplanationPost(traces, kept, hasRoom);
        FunctionCounter.builder("sluice.explanations.lost", post, it -> it.traces.lost() + it.lost.get())
                .description("Calls of which it was not kept how they went, for want of room")
                .register(meters);
        post.arm();
        return post;
    }

    private void arm() {
        if (!clock.isShutdown()) {
            var ignored = clock.schedule(this::round, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Each round arms the next, so that none that fails is the last. */
    private void round() {
        var ignored = CompletableFuture.runAsync(this::carry, Runnable::run).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("event=explanations_failed effect=\"carried again in a second\"", failure);
            }
            arm();
        });
    }

    private void carry() {
        if (!hasRoom.getAsBoolean()) {
            return;
        }
        List<Explanation> taken = traces.take(MOST);
        boolean done = false;
        try {
            kept.keep(taken);
            done = true;
        } catch (StoreUnavailable | StoreConflict away) {
            LOG.info("event=explanations_lost reason={}", away.getMessage());
        } finally {
            if (!done) {
                lost.addAndGet(taken.size());
            }
        }
    }

    /** Carries what there is, once more, and ends. */
    @Override
    public void close() {
        clock.execute(this::carry);
        clock.shutdown();
        try {
            if (!clock.awaitTermination(LAST.toMillis(), TimeUnit.MILLISECONDS)) {
                clock.shutdownNow();
            }
        } catch (InterruptedException e) {
            clock.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
