package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** An answer's way out that tells the traffic when the answer is over, and what it used. Belongs to one event loop. */
final class CountedOutflow implements Outflow<AnswerEvent> {
    private final Outflow<AnswerEvent> out;
    private final Traffic.Ticket ticket;
    private final long prompt;
    private long produced;
    private @Nullable Usage reported;

    /**
     * Counts an answer.
     *
     * @param prompt tokens of the prompt by a rough count
     */
    CountedOutflow(Outflow<AnswerEvent> out, Traffic.Ticket ticket, long prompt) {
        this.out = out;
        this.ticket = ticket;
        this.prompt = prompt;
    }

    @Override
    public boolean send(AnswerEvent event) {
        note(event);
        return out.send(event);
    }

    @Override
    public void end(AnswerEvent last) {
        note(last);
        over();
        out.end(last);
    }

    /** Without an answer: nothing was used. */
    @Override
    public void end() {
        ticket.end(produced == 0 && reported == null ? 0 : used());
        out.end();
    }

    @Override
    public void onCredit(Runnable resume) {
        out.onCredit(resume);
    }

    @Override
    public void onCancel(Runnable stop) {
        out.onCancel(() -> {
            over();
            stop.run();
        });
    }

    private void note(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Said said -> {
                produced += said.produced();
                reported = said.reported() == null ? reported : said.reported();
            }
            case AnswerEvent.Finished finished -> reported = better(finished.usage(), finished.counted());
            case AnswerEvent.Broken broken -> reported = better(broken.usage(), null);
        }
    }

    private @Nullable Usage better(@Nullable Usage usage, @Nullable Usage counted) {
        return usage != null ? usage : counted != null ? counted : reported;
    }

    private void over() {
        ticket.end(used());
    }

    private long used() {
        return reported == null ? prompt + produced : Math.max(reported.total(), produced);
    }
}
