package dev.sluice.accounting;

import dev.sluice.journal.Waiter;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * Whether a record can no longer be lost: the disk has it, or, if it is a bill, the books do. It completes on the thread of
 * whoever knows first.
 */
final class Durability implements Waiter {
    private final Promise<Void> known = Promise.promise();
    private final boolean bill;
    private final boolean urgent;
    private final LongConsumer waits;
    private final long since = System.nanoTime();
    private volatile boolean refused;

    private Durability(boolean bill, boolean urgent, LongConsumer waits) {
        this.bill = bill;
        this.urgent = urgent;
        this.waits = waits;
    }

    /** Of a bill: if the disk refuses it, the books will have it all the same. */
    static Durability ofBill(LongConsumer waits) {
        return new Durability(true, true, waits);
    }

    /** Of a bill that nobody waits for, though bills stand behind it. */
    static Durability ofRefused() {
        return new Durability(true, false, nanos -> {});
    }

    /** Of a hold: if the disk refuses it, there is no other place for it. */
    static Durability ofHold(LongConsumer waits) {
        return new Durability(false, true, waits);
    }

    Future<Void> future() {
        return known.future();
    }

    /** Whether the disk has refused it for now. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public boolean isUrgent() {
        return urgent;
    }

    @Override
    public void durable() {
        waits.accept(System.nanoTime() - since);
        known.tryComplete();
    }

    @Override
    public void failed(IOException cause) {
        refused = true;
        if (!bill) {
            known.tryFail(new GatewayException(Refusals.BOOKS_BEHIND));
        }
    }

    void booked() {
        known.tryComplete();
    }
}
