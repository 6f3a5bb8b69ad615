package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.openai.OpenAiCodec;

/** The codec of each dialect. */
public final class Dialects {
    private Dialects() {}

    public static DialectCodec codec(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OpenAiCodec.INSTANCE;
            case RESPONSES, ANTHROPIC, GEMINI, BEDROCK, COHERE ->
                throw new UnsupportedOperationException("no codec yet for " + dialect);
        };
    }
}
