package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.passage.Complaint;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.TokenExchange;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that comes over HTTP: to the first request, or to a later one, to which a ticket has led. */
final class HttpSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    /** How long a ticket is waited for only to call off what it stands for. */
    private static final Duration TICKET_PATIENCE = Duration.ofSeconds(10);

    private final Upstream upstream;
    private final AnswerForm form;
    private final @Nullable Trail trail;
    private @Nullable Passage passage;
    private @Nullable HttpCall call;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private List<UpstreamLimit> limits = List.of();
    private Complaint complaint = Complaint.SILENT;
    private @Nullable Future<Bytes> closing;
    /** Whether what comes is the answer, or a refusal; until then it may be on the way to one. */
    private boolean decided;

    private boolean bounded;
    private long taken;
    private boolean over;

    /**
     * An answer in this form.
     *
     * @param trail absent where the upstream gives no tickets
     */
    HttpSource(Upstream upstream, AnswerForm form, @Nullable Trail trail) {
        this.upstream = upstream;
        this.form = form;
        this.trail = trail;
    }

    @Override
    public void start(Passage to) {
        passage = to;
        TokenExchange exchange = form.errand().exchange().orElse(null);
        if (exchange == null) {
            prepare("");
        } else {
            upstream.token(exchange).onComplete(this::prepare, this::unpermitted);
        }
    }

    private void prepare(String token) {
        if (over) {
            return;
        }
        upstream.prepare(form.errand(), token).onComplete(this::prepared, this::unprepared);
    }

    private void unpermitted(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        lose(cause instanceof TokenRefused refused ? refused.why() : Mishaps.UNREACHABLE);
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
        if (response != null && !over) {
            response.pause();
        }
    }

    @Override
    public void resume() {
        if (response != null && !over) {
            response.resume();
        }
    }

    @Override
    public void abandon() {
        if (trail != null) {
            trail.callOff();
        }
        if (!over) {
            over = true;
            if (trail != null && trail.isOwedTicket(response != null)) {
                upstream.later(TICKET_PATIENCE, this::hangUp);
            } else {
                hangUp();
            }
        }
    }

    private void hangUp() {
        if (request != null) {
            request.reset();
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

    private void connected(HttpClientRequest connection) {
        request = connection;
        connection.exceptionHandler(Upstream::note);
        if (over) {
            connection.reset();
            return;
        }
        passage().sent();
        connection.send(Upstream.toBuffer(Objects.requireNonNull(call).body())).onComplete(this::answered, this::lost);
    }

    private void answered(HttpClientResponse answer) {
        if (over) {
            answer.exceptionHandler(Upstream::note);
            answeredLate(answer);
            return;
        }
        response = answer;
        limits = form.limits(answer);
        answer.exceptionHandler(this::lost);
        String unusable = form.complaint(answer);
        if (unusable != null) {
            passage().refuse(GatewayError.of(Kind.UPSTREAM_FAILED, unusable), Verdict.FAILED);
        } else if (answer.statusCode() >= 300) {
            rejected(answer);
        } else if (trail != null && !form.isStream(answer)) {
            gather(answer, trail);
        } else {
            answering(answer);
        }
    }

    /** Nobody waits for it any more but to call off what it may be a ticket for. */
    private void answeredLate(HttpClientResponse answer) {
        if (trail == null) {
            return;
        }
        if (form.complaint(answer) == null && answer.statusCode() < 300 && !form.isStream(answer)) {
            gather(answer, trail);
        } else {
            answer.request().reset();
        }
    }

    private void gather(HttpClientResponse answer, Trail along) {
        along.gather(answer).onComplete(turn -> gathered(answer, turn, along), cause -> ungathered(cause, along));
    }

    private void gathered(HttpClientResponse answer, Trail.Turn turn, Trail along) {
        request = null;
        if (over) {
            along.callOff();
            return;
        }
        switch (turn) {
            case Trail.Elsewhere elsewhere -> follow(elsewhere);
            case Trail.Here here -> {
                bounded = true;
                AnswerReader reader = form.reader(false);
                passage().answering(form.head(answer, false), reader);
                take(here.body());
                ended(reader);
            }
        }
    }

    private void ungathered(Throwable cause, Trail along) {
        if (over) {
            along.callOff();
        } else if (cause instanceof GatewayException refused) {
            passage().refuse(refused.error(), Verdict.FAILED);
        } else {
            lost(cause);
        }
    }

    /** Sends the next request on the way to the answer, when it is time. */
    private void follow(Trail.Elsewhere next) {
        request = null;
        response = null;
        upstream.later(next.after(), () -> prepared(next.call()));
    }

    /** Whether another request is made in place of one that failed. */
    private boolean goesOn() {
        Optional<Trail.Elsewhere> next = over || decided || trail == null ? Optional.empty() : trail.again();
        next.ifPresent(this::follow);
        return next.isPresent();
    }

    private void rejected(HttpClientResponse answer) {
        if ((answer.statusCode() == TOO_MANY || answer.statusCode() >= SERVER_ERROR) && goesOn()) {
            answer.exceptionHandler(Upstream::note);
            answer.request().reset();
            return;
        }
        decided = true;
        passage().rejecting(form.rejection(answer));
        form.refusal(answer).onComplete(this::rejected, this::lost);
    }

    private void rejected(AnswerForm.Refusal refusal) {
        over = true;
        complaint = refusal.complaint();
        passage().refuse(refusal.why().error(), refusal.why().verdict());
    }

    private void answering(HttpClientResponse answer) {
        decided = true;
        boolean stream = form.isStream(answer);
        bounded = !stream;
        AnswerReader reader = form.reader(stream);
        passage().answering(form.head(answer, stream), reader);
        answer.handler(this::took);
        answer.endHandler(end -> ended(reader));
    }

    private void ended(AnswerReader reader) {
        if (closing != null) {
            closing.onSuccess(said -> closed());
            return;
        }
        over = true;
        if (bounded && form.errand().isHeavy(taken)) {
            // The passage leaves the reader alone meanwhile: a body has no content before its end.
            upstream.offload(reader::end).onComplete(passage()::ended, this::unreadable);
        } else {
            passage().ended();
        }
    }

    private void unreadable(Throwable cause) {
        LOG.error("an answer could not be translated", cause);
        passage().refuse(GatewayError.of(Kind.BUG, "The gateway could not translate the answer."), Verdict.FAILED);
    }

    private void took(Buffer piece) {
        if (closing == null) {
            take(Upstream.toBytes(piece));
        }
    }

    private void take(Bytes piece) {
        taken += piece.length();
        if (bounded && taken > form.maxBody()) {
            passage().refuse(Mishaps.TOO_LONG.error(), Mishaps.TOO_LONG.verdict());
            return;
        }
        boolean isLast = trail != null && trail.hears(piece);
        passage().take(piece);
        if (isLast && !over && trail != null) {
            closing = trail.closing().onSuccess(this::close);
        }
    }

    /** All has been said that the upstream says in events. */
    private void close(Bytes last) {
        if (!over) {
            passage().take(last);
        }
    }

    /** The connection with the events is done with, one way or another. */
    private void closed() {
        if (!over) {
            over = true;
            passage().ended();
        }
    }

    private void unreachable(Throwable cause) {
        if (!(cause instanceof GatewayException) && goesOn()) {
            return;
        }
        over = true;
        lose(Mishaps.ofConnecting(cause));
    }

    private void lost(Throwable cause) {
        if (over) {
            return;
        }
        if (closing != null) {
            closing.onSuccess(said -> closed());
            return;
        }
        HttpClientRequest last = Objects.requireNonNull(request);
        if (goesOn()) {
            last.reset();
            return;
        }
        over = true;
        lose(response == null ? Mishaps.NO_ANSWER : Mishaps.BROKEN_OFF);
        // A message that makes no sense leaves the connection open.
        last.reset();
    }

    private void lose(UpstreamError why) {
        passage().lost(why.error(), why.verdict());
    }

    private Passage passage() {
        return Objects.requireNonNull(passage);
    }
}
