package dev.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The server's end of one stream. Used on the server's context only. */
final class Outlet<E> implements Outflow<E> {
    private final Frame.Open open;
    private final ToIntFunction<E> weight;
    private final Seat seat;
    private final MessageProducer<Frame> opener;
    private final Runnable forget;

    private List<E> held = new ArrayList<>(2);
    private @Nullable Runnable resume;
    private @Nullable Runnable stop;
    private long credit;
    private long sent;
    private int frames;
    private boolean begun;
    private boolean ended;
    private boolean cancelled;
    private boolean starved;

    /**
     * Makes the end of a stream that an opener asked for.
     *
     * @param forget called when the opener has nothing more to say
     */
    Outlet(Frame.Open open, ToIntFunction<E> weight, Seat seat, Runnable forget) {
        this.open = open;
        this.weight = weight;
        this.seat = seat;
        this.opener = seat.post().to(open.from());
        this.forget = forget;
        this.credit = open.window();
    }

    @Override
    public boolean send(E event) {
        if (isOver()) {
            return false;
        }
        sent += weight.applyAsInt(event);
        if (begun) {
            write(new Frame.Data(open.id(), frames++, List.of(event), false));
        } else {
            held.add(event);
        }
        starved = sent >= credit;
        return !starved && !cancelled;
    }

    @Override
    public void end(E last) {
        if (!isOver()) {
            finish(List.of(last));
        }
    }

    @Override
    public void end() {
        if (!isOver()) {
            finish(List.of());
        }
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

    /** Tells an opener that could not know it who serves. */
    void accept() {
        if (open.member() != null) {
            write(new Frame.Accepted(open.id(), seat.address(), seat.member()));
        }
    }

    void head(Object head) {
        if (cancelled) {
            return;
        }
        begun = true;
        write(new Frame.Head(open.id(), head));
        if (ended || !held.isEmpty()) {
            write(new Frame.Data(open.id(), frames++, held, ended));
            held = List.of();
        }
        if (ended) {
            forget.run();
        }
    }

    /** Refuses the stream. */
    void refuse(Throwable failure) {
        if (!cancelled) {
            ended = true;
            forget.run();
            write(new Frame.Failure(open.id(), Failures.toTell(open.address(), failure)));
        }
    }

    /** Credit came: a total, of which some may have come before. */
    void granted(long total) {
        credit = Math.max(credit, open.window() + total);
        if (starved && sent < credit && !isOver()) {
            starved = false;
            if (resume != null) {
                resume.run();
            }
        }
    }

    /** The opener wants no more, or is gone. */
    void cancel() {
        if (cancelled || (ended && begun)) {
            return;
        }
        cancelled = true;
        held = List.of();
        forget.run();
        if (stop != null) {
            stop.run();
        }
    }

    /** This end cannot go on. */
    void giveUp() {
        Frame failure =
                new Frame.Failure(open.id(), Failures.lost(open.address()).error());
        opener.write(failure);
        cancel();
    }

    boolean isFrom(String member) {
        return member.equals(open.member());
    }

    private boolean isOver() {
        return cancelled || ended;
    }

    private void finish(List<E> last) {
        ended = true;
        if (begun) {
            write(new Frame.Data(open.id(), frames++, last, true));
            forget.run();
        } else {
            held.addAll(last);
        }
    }

    private void write(Frame frame) {
        Future<Void> written = opener.write(frame);
        if (!written.succeeded()) {
            written.onFailure(gone -> seat.later(this::cancel));
        }
    }
}
