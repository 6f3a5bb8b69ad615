package dev.sluice.provider.demo;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.upstream.MediaTypes;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.relay.Relay;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes from nowhere, clearly labelled as a demonstration. It is read by the same reader as one that
 * comes over a socket, so it rehearses the whole way through the gateway.
 */
public final class DemoSource implements Source {
    private static final int PIECES_BEFORE_CUT = 8;

    private final Vertx vertx;
    private final Call call;
    private final DemoModel model;
    private final Relay relay;
    private final Deque<Bytes> pieces = new ArrayDeque<>();
    private @Nullable Passage passage;
    private long timer;
    private int spoken;
    private boolean paused;
    private boolean waiting;
    private boolean over;

    /**
     * Makes an answer.
     *
     * @param relay from OpenAI's dialect, which the demonstration speaks, to the caller's
     */
    public DemoSource(Vertx vertx, Call call, DemoModel model, Relay relay) {
        this.vertx = vertx;
        this.call = call;
        this.model = model;
        this.relay = relay;
    }

    @Override
    public void start(Passage to) {
        passage = to;
        timer = vertx.setTimer(1, fired -> begin());
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (waiting) {
            waiting = false;
            next();
        }
    }

    @Override
    public void abandon() {
        over = true;
        vertx.cancelTimer(timer);
    }

    private void begin() {
        passage().sent();
        switch (model) {
            case LIMITED ->
                reject(429, Map.of("retry-after", "1"), "This model of the demonstration provider is always limited.");
            case FAILING -> reject(500, Map.of(), "This model of the demonstration provider always fails.");
            case DEMO, SLOW, CUT -> answer();
        }
    }

    private void reject(int status, Map<String, String> headers, String message) {
        Bytes body = Bytes.utf8("{\"error\":{\"message\":\"" + message + "\",\"type\":\"demonstration\"}}");
        UpstreamError error = ErrorReader.read(status, headers, body);
        passage().refuse(error.error(), error.verdict());
    }

    private void answer() {
        boolean stream = call.outline().stream();
        DemoScript script = new DemoScript(
                call.operation(),
                model.id(),
                call.outline().promptBytes(),
                Clock.systemUTC().instant());
        pieces.addAll(stream ? script.events() : List.of(script.body()));
        if (stream) {
            pieces.add(DemoScript.done());
        }
        passage()
                .answering(
                        new Opening.Opened(
                                200, stream, MediaTypes.of(call.outline().framing()), Map.of()),
                        relay.answer(stream));
        timer = vertx.setTimer(model.first().toMillis(), fired -> next());
    }

    private void next() {
        if (over) {
            return;
        }
        if (paused) {
            waiting = true;
            return;
        }
        Bytes piece = pieces.poll();
        if (piece == null) {
            over = true;
            passage().ended();
        } else if (isCutNow()) {
            passage().lost(GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream broke off its answer."), Verdict.FAILED);
        } else {
            passage().take(piece);
            timer = vertx.setTimer(model.between().toMillis(), fired -> next());
        }
    }

    private boolean isCutNow() {
        // A body that is not streamed is one piece: it is cut before that.
        return model == DemoModel.CUT && (spoken++ == PIECES_BEFORE_CUT || !call.outline().stream());
    }

    private Passage passage() {
        return Objects.requireNonNull(passage);
    }
}
