package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.passage.Complaint;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.websocket.Handshake;
import dev.sluice.provider.websocket.WebSocketReader;
import dev.sluice.provider.websocket.WebSocketReader.Closing;
import dev.sluice.provider.websocket.WebSocketReader.Message;
import dev.sluice.provider.websocket.WebSocketReader.Part;
import dev.sluice.provider.websocket.WebSocketReader.Ping;
import dev.sluice.provider.websocket.WebSocketWriter;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes over a WebSocket: one message asks, each piece of the answer is a message, and the connection serves
 * nothing else. It is a connection of the one client until it is upgraded, since Vert.x's own client for WebSockets resolves
 * names itself, past the dialler.
 */
final class WebSocketSource implements Source {
    private static final int SWITCHING = 101;
    private static final int REFUSED = 400;
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(1);

    private final Upstream upstream;
    private final AnswerForm form;
    private final Handshake handshake = Handshake.fresh();
    private final WebSocketReader frames = new WebSocketReader();
    private final WebSocketWriter writer = new WebSocketWriter();
    private @Nullable Passage passage;
    private @Nullable HttpCall call;
    private @Nullable HttpClientRequest request;
    private @Nullable NetSocket socket;
    private @Nullable Watched reader;
    private List<UpstreamLimit> limits = List.of();
    private Complaint complaint = Complaint.SILENT;
    private boolean paused;
    private boolean handing;
    /** Whether the connection has ended; what came before that may still be on its way through this process. */
    private boolean gone;

    private boolean drained;
    private boolean over;

    WebSocketSource(Upstream upstream, AnswerForm form) {
        this.upstream = upstream;
        this.form = form;
    }

    @Override
    public void start(Passage to) {
        passage = to;
        upstream.prepare(form.errand(), "").onComplete(this::prepared, this::unprepared);
    }

    @Override
    public List<UpstreamLimit> limits() {
        return limits;
    }

    @Override
    public Complaint complaint() {
        return complaint;
    }

    @Override
    public void pause() {
        paused = true;
        if (socket != null && !over && !gone) {
            socket.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        handOn();
        if (socket != null && !paused && !over && !gone) {
            socket.resume();
        }
    }

    @Override
    public void abandon() {
        if (!over) {
            over = true;
            hangUp();
        }
    }

    private void prepared(HttpCall ready) {
        if (!over) {
            call = ready;
            upstream.connect(ready).onComplete(this::connected, this::unreachable);
        }
    }

    private void unprepared(Throwable cause) {
        over = true;
        UpstreamError why = Mishaps.ofPreparing(cause);
        passage().refuse(why.error(), why.verdict());
    }

    private void unreachable(Throwable cause) {
        if (!over) {
            lose(Mishaps.ofConnecting(cause));
        }
    }

    private void connected(HttpClientRequest connection) {
        request = connection;
        connection.exceptionHandler(Upstream::note);
        if (over) {
            connection.reset();
            return;
        }
        handshake.ask(connection.headers());
        passage().sent();
        connection.connect().onComplete(this::answered, this::unanswered);
    }

    private void unanswered(Throwable cause) {
        if (!over) {
            lose(Mishaps.NO_ANSWER);
        }
    }

    private void answered(HttpClientResponse answer) {
        if (over) {
            answer.exceptionHandler(Upstream::note);
            answer.request().reset();
            return;
        }
        limits = form.limits(answer);
        int status = answer.statusCode();
        if (status == SWITCHING && handshake.isAnswered(answer.headers())) {
            opened(answer);
        } else if (status >= REFUSED) {
            passage().rejecting(form.rejection(answer));
            form.refusal(answer).onComplete(this::rejected, this::unanswered);
        } else {
            answer.exceptionHandler(Upstream::note);
            broken("The upstream answered with status " + status + ", and not with a WebSocket.");
        }
    }

    private void rejected(AnswerForm.Refusal refusal) {
        if (!over) {
            over = true;
            complaint = refusal.complaint();
            passage().refuse(refusal.why().error(), refusal.why().verdict());
        }
    }

    private void opened(HttpClientResponse answer) {
        NetSocket open = answer.netSocket();
        socket = open;
        reader = new Watched(form.reader(true));
        open.handler(this::received).endHandler(end -> ended()).exceptionHandler(cause -> {
            Upstream.note(cause);
            ended();
        });
        passage().answering(form.head(answer, true), reader);
        open.write(Upstream.toBuffer(writer.text(Objects.requireNonNull(call).body())));
    }

    private void received(Buffer piece) {
        if (!over) {
            frames.feed(Upstream.toBytes(piece));
            handOn();
        }
    }

    /** A server may close right behind its last message, which must not be lost if the caller is slow to take it. */
    private void ended() {
        if (!over && !gone) {
            gone = true;
            Objects.requireNonNull(socket).resume();
            upstream.later(Duration.ZERO, () -> {
                drained = true;
                handOn();
            });
        }
    }

    /** Gives the passage what has come, as far as it is willing. */
    private void handOn() {
        if (handing) {
            return;
        }
        handing = true;
        for (Part part = next(); part != null; part = next()) {
            hand(part);
        }
        handing = false;
        if (!over && !paused) {
            String unreadable = frames.complaint();
            if (unreadable != null) {
                broken(unreadable);
            } else if (drained) {
                lose(Mishaps.BROKEN_OFF);
            }
        }
    }

    private @Nullable Part next() {
        return over || paused ? null : frames.next();
    }

    private void hand(Part part) {
        switch (part) {
            case Message message -> {
                passage().take(message.text());
                if (Objects.requireNonNull(reader).isOver() && !over) {
                    over = true;
                    hangUp();
                    passage().ended();
                }
            }
            case Ping ping -> pong(ping);
            case Closing closing -> lose(Mishaps.BROKEN_OFF);
        }
    }

    /** Of pings that come faster than answers leave, some go without one, as the standard allows. */
    private void pong(Ping ping) {
        NetSocket open = Objects.requireNonNull(socket);
        if (!open.writeQueueFull()) {
            open.write(Upstream.toBuffer(writer.pong(ping.data())));
        }
    }

    private void broken(String message) {
        lose(new UpstreamError(GatewayError.of(Kind.UPSTREAM_FAILED, message), Verdict.FAILED));
    }

    private void lose(UpstreamError why) {
        over = true;
        hangUp();
        passage().lost(why.error(), why.verdict());
    }

    /** Says so first, as the standard has it; who does not take even that is not waited for. */
    private void hangUp() {
        HttpClientRequest last = request;
        if (last == null) {
            return;
        }
        if (socket == null || gone) {
            last.reset();
            return;
        }
        socket.write(Upstream.toBuffer(writer.close())).onComplete(said -> last.reset());
        upstream.later(CLOSING_PATIENCE, last::reset);
    }

    private Passage passage() {
        return Objects.requireNonNull(passage);
    }

    /** Tells when the answer is over, so that the connection need not be kept any longer: it is good for nothing else. */
    private static final class Watched implements AnswerReader {
        private final AnswerReader inner;
        private boolean over;

        Watched(AnswerReader inner) {
            this.inner = inner;
        }

        boolean isOver() {
            return over;
        }

        @Override
        public Reading read(Bytes piece) {
            return watch(inner.read(piece));
        }

        @Override
        public Reading end() {
            return watch(inner.end());
        }

        private Reading watch(Reading reading) {
            over |= reading.ending() != null;
            return reading;
        }
    }
}
