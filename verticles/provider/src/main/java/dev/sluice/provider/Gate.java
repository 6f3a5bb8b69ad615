package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.bus.StreamServer;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.call.Verdict;
import io.vertx.core.Future;
import java.time.Duration;

/** Lets an attempt through to its channel if the operator's limits do, and counts it. */
final class Gate implements StreamServer<Attempt, Opening, AnswerEvent> {
    private static final int BYTES_PER_TOKEN = 4;

    private final Traffic traffic;
    private final StreamServer<Attempt, Opening, AnswerEvent> carrier;

    Gate(Traffic traffic, StreamServer<Attempt, Opening, AnswerEvent> carrier) {
        this.traffic = traffic;
        this.carrier = carrier;
    }

    @Override
    public Future<Opening> serve(Attempt attempt, Outflow<AnswerEvent> out) {
        if (attempt.candidate().answeredHere()) {
            return carrier.serve(attempt, out);
        }
        long prompt = attempt.call().outline().promptBytes() / BYTES_PER_TOKEN;
        Traffic.Ticket ticket = traffic.begin(attempt.candidate(), prompt);
        Duration wait = ticket.refusedFor();
        if (wait != null) {
            out.end();
            GatewayError full = GatewayError.of(
                    Kind.RATE_LIMITED, "As much is asked of the upstream as the operator allows; try again.");
            return Future.succeededFuture(new Opening.Refused(full.retryAfter(wait), Verdict.FULL));
        }
        return carrier.serve(attempt, new CountedOutflow(out, ticket, prompt));
    }
}
