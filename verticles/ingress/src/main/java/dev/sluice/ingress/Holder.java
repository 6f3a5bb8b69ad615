package dev.sluice.ingress;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.Question;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import io.vertx.core.Future;
import java.util.function.LongConsumer;

/** The accounting that holds one call: what concerns the hold is told to the node that admitted it and to no other. */
final class Holder {
    private final Bus bus;
    private String node = "";

    Holder(Bus bus) {
        this.bus = bus;
    }

    /** The node's name, empty while there is none or if it did not say. */
    String node() {
        return node;
    }

    Future<Admission> admit(AdmissionRequest request) {
        return bus.ask(Addresses.ADMIT, request).onSuccess(this::note);
    }

    private void note(Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            node = admitted.node();
        }
    }

    Future<Acknowledged> secure(CallId call) {
        return ask(Addresses.SECURE, call);
    }

    /**
     * Ends the call.
     *
     * @param took told how long it took until the end was durable
     */
    Future<Settled> settle(Settlement end, LongConsumer took) {
        long asked = System.nanoTime();
        return ask(Addresses.SETTLE, end).onComplete(done -> took.accept(System.nanoTime() - asked));
    }

    private <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
        return node.isEmpty() ? bus.ask(address, question) : bus.askAt(node, address, question);
    }
}
