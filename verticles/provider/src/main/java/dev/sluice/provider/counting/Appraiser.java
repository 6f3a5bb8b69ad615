package dev.sluice.provider.counting;

import dev.sluice.model.call.Attempt;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.passage.Appraisal;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.RankedDocuments;
import dev.sluice.wire.RerankFormat;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts what conversations used when their upstreams do not say. It remembers the channels that did not say the last time,
 * since only their answers are worth keeping an {@link Excerpt} of. Belongs to one event loop.
 */
public final class Appraiser {
    private final CountingDesk desk;
    private final Set<String> silent = new HashSet<>();

    public Appraiser(CountingDesk desk) {
        this.desk = desk;
    }

    /** Whether an answer of this channel is worth keeping an excerpt of. */
    public boolean isSilent(String channelId) {
        return silent.contains(channelId);
    }

    /**
     * For one attempt.
     *
     * @param codec of the caller's dialect
     * @param excerpt of what is said; may stay empty
     */
    public Appraisal ofChat(Attempt attempt, DialectCodec codec, Excerpt excerpt) {
        String channel = attempt.candidate().channelId();
        String model = attempt.candidate().upstreamModel();
        return new Appraisal() {
            @Override
            public void reported() {
                silent.remove(channel);
            }

            @Override
            public Future<Usage> appraise(long produced) {
                silent.add(channel);
                return desk.count(() -> {
                    long prompt = Tokens.prompt(codec.chat().readRequest(attempt.call()), model);
                    long output = excerpt.isEmpty() ? produced : excerpt.tokens(model);
                    return new Usage(prompt, 0, 0, output, 0);
                });
            }
        };
    }

    /**
     * For one attempt to have documents ranked.
     *
     * @param format of the caller's dialect
     */
    public Appraisal ofRanks(Attempt attempt, RerankFormat format) {
        String model = attempt.candidate().upstreamModel();
        return new Appraisal() {
            @Override
            public void reported() {}

            @Override
            public Future<Usage> appraise(long produced) {
                return desk.count(() -> {
                    RerankRequest request = format.readRequest(attempt.call());
                    return RankedDocuments.searched(
                            tokens(request, model), request.documents().size());
                });
            }
        };
    }

    private static Usage tokens(RerankRequest request, String model) {
        String texts = request.documents().stream()
                .map(document -> Objects.requireNonNullElse(RankedDocuments.text(document), ""))
                .collect(Collectors.joining("\n"));
        return new Usage(Tokens.text(model, request.query() + "\n" + texts), 0, 0, 0, 0);
    }

    /**
     * For one attempt to have vectors made.
     *
     * @param format of the caller's dialect
     */
    public Appraisal ofVectors(Attempt attempt, EmbeddingFormat format) {
        String model = attempt.candidate().upstreamModel();
        return new Appraisal() {
            @Override
            public void reported() {}

            @Override
            public Future<Usage> appraise(long produced) {
                return desk.count(() -> {
                    List<String> texts = format.readRequest(attempt.call()).inputs();
                    return new Usage(Tokens.text(model, String.join("\n", texts)), 0, 0, 0, 0);
                });
            }
        };
    }
}
