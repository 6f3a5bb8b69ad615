package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Splice;
import dev.sluice.wire.UpstreamError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects an answer that is one JSON document, and gives it on in one piece once it is known to be an answer. Bounded. */
final class WholeReader implements AnswerReader {
    static final int MAX_BODY = 64 * 1024 * 1024;
    private static final Reading NOTHING = new Reading(Bytes.EMPTY, 0, false, null, 0);

    private final Function<Bytes, Optional<UpstreamError>> failures;
    private final Function<Bytes, Reading> reader;
    private final List<Bytes> pieces = new ArrayList<>();
    private int length;
    private @Nullable AnswerEvent ending;

    /**
     * Reads an answer.
     *
     * @param failures what the body says went wrong, in spite of its status; empty if it is an answer
     * @param reader what the whole body comes to, with an ending; throws {@link GatewayException} if it is no answer
     */
    WholeReader(Function<Bytes, Optional<UpstreamError>> failures, Function<Bytes, Reading> reader) {
        this.failures = failures;
        this.reader = reader;
    }

    @Override
    public Reading read(Bytes piece) {
        if (ending != null) {
            return NOTHING;
        }
        if (piece.length() > MAX_BODY - length) {
            pieces.clear();
            return broken("The upstream's answer is longer than " + MAX_BODY + " bytes.");
        }
        pieces.add(piece);
        length += piece.length();
        return NOTHING;
    }

    @Override
    public Reading end() {
        if (ending != null) {
            return new Reading(Bytes.EMPTY, 0, false, ending, 0);
        }
        Bytes body = whole();
        UpstreamError error = failures.apply(body).orElse(null);
        if (error != null) {
            return over(new AnswerEvent.Broken(error.error(), error.verdict(), null));
        }
        try {
            Reading reading = reader.apply(body);
            ending = reading.ending();
            return reading;
        } catch (GatewayException e) {
            return over(new AnswerEvent.Broken(e.error(), Verdict.FAILED, null));
        }
    }

    private Bytes whole() {
        Splice whole = new Splice();
        pieces.forEach(whole::add);
        pieces.clear();
        return whole.take();
    }

    private Reading broken(String message) {
        GatewayError error = GatewayError.of(GatewayError.Kind.UPSTREAM_FAILED, message);
        return over(new AnswerEvent.Broken(error, Verdict.FAILED, null));
    }

    private Reading over(AnswerEvent end) {
        ending = end;
        return new Reading(Bytes.EMPTY, 0, false, end, 0);
    }
}
