package dev.sluice.ingress;

import dev.sluice.bus.Inflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Opening;

/** One attempt at one channel that is under way, and what is noted of it. Each is itself only, whatever it holds. */
final class OpenAttempt {
    private final Trace.Attempted note;
    private final Inflow<Opening, AnswerEvent> inflow;

    OpenAttempt(Trace.Attempted note, Inflow<Opening, AnswerEvent> inflow) {
        this.note = note;
        this.inflow = inflow;
    }

    Trace.Attempted note() {
        return note;
    }

    Inflow<Opening, AnswerEvent> inflow() {
        return inflow;
    }

    Candidate candidate() {
        return note.candidate;
    }
}
