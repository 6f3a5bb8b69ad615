package dev.sluice.provider.counting;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Ready;
import dev.sluice.provider.passage.Source;
import dev.sluice.wire.DialectCodec;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to a request to count tokens, for channels whose upstream cannot be asked in the caller's dialect. */
public final class CountSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(CountSource.class);

    /** Tells callers who want to know that it is not the upstream's own count. */
    private static final String ESTIMATE = "x-sluice-estimate";

    private final CountingDesk desk;
    private final Call call;
    private final String model;
    private final DialectCodec codec;
    private @Nullable Passage passage;
    /** Read on a thread of the desk. */
    private volatile boolean over;

    /**
     * Counts for a caller.
     *
     * @param model at the upstream, whose tokens are to be counted
     * @param codec of the caller's dialect
     */
    public CountSource(CountingDesk desk, Call call, String model, DialectCodec codec) {
        this.desk = desk;
        this.call = call;
        this.model = model;
        this.codec = codec;
    }

    @Override
    public void start(Passage to) {
        passage = to;
        to.sent();
        desk.count(this::count, () -> !over).onComplete(this::counted, this::failed);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void abandon() {
        over = true;
    }

    // On a thread of the desk.

    private Bytes count() {
        long tokens = Tokens.prompt(codec.chat().readRequest(call), model);
        return codec.writeTokenCount(tokens)
                .orElseThrow(() -> new GatewayException(
                        Kind.MODEL_NOT_FOUND, "This dialect has no answer for a count of tokens."));
    }

    // On the event loop.

    private void counted(Bytes body) {
        if (!over) {
            over = true;
            passage()
                    .answering(
                            new Opening.Opened(200, false, "application/json", Map.of(ESTIMATE, "true")),
                            new Ready(body, Usage.NONE));
            passage().ended();
        }
    }

    private void failed(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        if (cause instanceof GatewayException refused) {
            passage().refuse(refused.error(), Verdict.REQUEST_AT_FAULT);
        } else {
            LOG.error("tokens could not be counted", cause);
            passage()
                    .refuse(
                            GatewayError.of(Kind.BUG, "The gateway could not count the tokens."),
                            Verdict.REQUEST_AT_FAULT);
        }
    }

    private Passage passage() {
        return Objects.requireNonNull(passage);
    }
}
