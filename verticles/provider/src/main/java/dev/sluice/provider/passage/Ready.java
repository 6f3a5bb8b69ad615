package dev.sluice.provider.passage;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.AnswerReader;
import org.jspecify.annotations.Nullable;

/** An answer that the gateway has made itself, in the caller's dialect: one document, there at once. */
public final class Ready implements AnswerReader {
    private static final Reading NOTHING = new Reading(Bytes.EMPTY, 0, false, null, 0);

    private final Bytes body;
    private final AnswerEvent.Finished ending;

    public Ready(Bytes body, @Nullable Usage usage) {
        this.body = body;
        this.ending = new AnswerEvent.Finished(usage, false, null);
    }

    @Override
    public Reading read(Bytes piece) {
        return NOTHING;
    }

    @Override
    public Reading end() {
        return new Reading(body, 0, true, ending, 0);
    }
}
