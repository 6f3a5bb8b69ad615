package dev.sluice.accounting;

import io.vertx.core.Context;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Brings what was decided on other threads back to one event loop: all that waits, in one turn. Thread safe. */
final class Homecoming {
    private final Context context;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean();

    Homecoming(Context context) {
        this.context = context;
    }

    void bring(Runnable arrival) {
        waiting.add(arrival);
        comeSoon();
    }

    private void comeSoon() {
        if (coming.compareAndSet(false, true)) {
            context.runOnContext(turn -> arrive());
        }
    }

    private void arrive() {
        coming.set(false);
        try {
            Runnable next;
            while ((next = waiting.poll()) != null) {
                next.run();
            }
        } finally {
            // One that failed does not keep the others out.
            if (!waiting.isEmpty()) {
                comeSoon();
            }
        }
    }
}
