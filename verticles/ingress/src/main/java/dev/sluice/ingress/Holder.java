package dev.sluice.ingress;

import dev.sluice.bus.Bus;
import dev.sluice.bus.Question;
import dev.sluice.model.call.Admission;
import io.vertx.core.Future;

/** Whose accounting holds one call: what concerns its hold is told there and nowhere else. */
final class Holder {
    private final Bus bus;
    private String node = "";

    Holder(Bus bus) {
        this.bus = bus;
    }

    void admitted(Admission.Admitted admission) {
        node = admission.node();
    }

    /** The node's name, empty while there is none or if it did not say. */
    String node() {
        return node;
    }

    <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
        return node.isEmpty() ? bus.ask(address, question) : bus.askAt(node, address, question);
    }
}
