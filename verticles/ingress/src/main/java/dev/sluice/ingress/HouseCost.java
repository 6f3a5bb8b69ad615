package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Explanation.Unbilled;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.UnbilledUse.Kind;
import dev.sluice.model.chat.Usage;
import java.util.function.Consumer;

/** Has accounting reckon what was asked of an upstream for a call and is not billed to its caller. Nothing waits for it. */
record HouseCost(Bus bus, Call call, Trace trace) {

    /**
     * Tells accounting of it.
     *
     * @param note told at once what was used, and again when its price is known
     */
    void tell(Kind kind, Candidate candidate, Usage usage, Consumer<Unbilled> note) {
        note.accept(new Unbilled(usage.prompt(), usage.completion(), null));
        UnbilledUse use = new UnbilledUse(
                kind, candidate, candidate.modelFor(call.model()), trace.group, System.currentTimeMillis(), usage);
        bus.ask(Addresses.UNBILLED, use).onSuccess(cost -> {
            NanoDollars purchase = cost.purchase();
            if (purchase != null) {
                note.accept(new Unbilled(usage.prompt(), usage.completion(), purchase.value()));
            }
        });
    }

    /** What is charged for a request that was cut off, as far as anybody knows: its prompt, and what had come. */
    Usage estimate(long produced) {
        return new Usage(TokenEstimate.prompt(call.outline()), 0, 0, produced, 0);
    }
}
