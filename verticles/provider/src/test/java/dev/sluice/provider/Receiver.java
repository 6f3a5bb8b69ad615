package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Said;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The other end of a stream, as a bus would be: keeps what comes, and gives credit as it is told. */
public final class Receiver implements Outflow<AnswerEvent> {
    private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicLong credit;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean ended;
    private volatile boolean cancelled;
    private volatile @Nullable Runnable resume;
    private volatile @Nullable Runnable stop;

    public Receiver(long credit) {
        this.credit = new AtomicLong(credit);
    }

    public static Receiver thirsty() {
        return new Receiver(Long.MAX_VALUE);
    }

    @Override
    public boolean send(AnswerEvent event) {
        if (ended) {
            throw new IllegalStateException("an event after the end");
        }
        events.add(event);
        if (event instanceof Said verbatim) {
            sent.addAndGet(verbatim.bytes().length());
        }
        return sent.get() < credit.get();
    }

    @Override
    public void end(AnswerEvent last) {
        send(last);
        end();
    }

    @Override
    public void end() {
        if (ended) {
            throw new IllegalStateException("a second end");
        }
        ended = true;
    }

    @Override
    public void onCredit(Runnable handler) {
        resume = handler;
    }

    @Override
    public void onCancel(Runnable handler) {
        stop = handler;
        if (cancelled) {
            handler.run();
        }
    }

    /** Call it on the stream's context. */
    public void grant(long more) {
        credit.addAndGet(more);
        if (resume != null && sent.get() < credit.get()) {
            resume.run();
        }
    }

    /** Call it on the stream's context. */
    public void cancel() {
        cancelled = true;
        if (stop != null) {
            stop.run();
        }
    }

    public boolean isEnded() {
        return ended;
    }

    public List<AnswerEvent> events() {
        return events;
    }

    public long sent() {
        return sent.get();
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        for (AnswerEvent event : events) {
            if (event instanceof Said verbatim) {
                text.append(verbatim.bytes().utf8());
            }
        }
        return text.toString();
    }

    public AnswerEvent last() {
        return events.getLast();
    }
}
