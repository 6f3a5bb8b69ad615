package dev.sluice.provider.demo;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Ready;
import dev.sluice.provider.passage.Source;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vectors that mean nothing, but are the same for the same text, and of length one. */
public final class DemoVectors implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(DemoVectors.class);
    private static final int BYTES_PER_TOKEN = 4;
    private static final int DIMENSIONS = 8;
    private static final int MOST_DIMENSIONS = 4096;

    /** As OpenAI has it. */
    private static final int MOST_INPUTS = 2_048;

    private static final long MOST_NUMBERS = 262_144;

    private final Vertx vertx;
    private final Call call;
    private final DialectCodec codec;
    private boolean over;

    public DemoVectors(Vertx vertx, Call call, DialectCodec codec) {
        this.vertx = vertx;
        this.call = call;
        this.codec = codec;
    }

    @Override
    public void start(Passage passage) {
        passage.sent();
        // So many numbers are work for a processor, which no event loop has time for.
        vertx.executeBlocking(this::answer, false).onComplete(ready -> answered(passage, ready), cause -> {
            passage.refuse(explain(cause), Verdict.REQUEST_AT_FAULT);
        });
    }

    private static GatewayError explain(Throwable cause) {
        if (cause instanceof GatewayException refused) {
            return refused.error();
        }
        LOG.error("vectors could not be made", cause);
        return GatewayError.of(Kind.BUG, "The demonstration provider could not make the vectors.");
    }

    private Ready answer() {
        EmbeddingResponse response = answer(format().readRequest(call));
        return new Ready(format().writeResponse(response, call, new Losses()), response.usage());
    }

    private void answered(Passage passage, Ready ready) {
        if (!over) {
            passage.answering(new Opening.Opened(200, false, "application/json", Map.of()), ready);
            passage.ended();
        }
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void abandon() {
        over = true;
    }

    private EmbeddingFormat format() {
        return codec.embeddings()
                .orElseThrow(() -> new GatewayException(
                        Kind.MODEL_NOT_FOUND, "The demonstration provider makes no vectors in this dialect."));
    }

    private EmbeddingResponse answer(EmbeddingRequest request) {
        int dimensions =
                request.dimensions() == null ? DIMENSIONS : Math.clamp(request.dimensions(), 1, MOST_DIMENSIONS);
        int inputs = request.inputs().size();
        if (inputs > MOST_INPUTS) {
            throw new GatewayException(Kind.MALFORMED, "There may be at most %d inputs.".formatted(MOST_INPUTS));
        }
        if ((long) inputs * dimensions > MOST_NUMBERS) {
            throw new GatewayException(
                    Kind.MALFORMED,
                    "The inputs times the dimensions may come to at most %d here.".formatted(MOST_NUMBERS));
        }
        List<float[]> vectors =
                request.inputs().stream().map(text -> vector(text, dimensions)).toList();
        long tokens = Math.max(1, call.outline().promptBytes() / BYTES_PER_TOKEN);
        return new EmbeddingResponse(DemoModel.DEMO.id(), vectors, new Usage(tokens, 0, 0, 0, 0));
    }

    private static float[] vector(String text, int dimensions) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
