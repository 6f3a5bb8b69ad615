package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.anthropic.AnthropicCodec;
import dev.sluice.wire.bedrock.BedrockCodec;
import dev.sluice.wire.cohere.CohereCodec;
import dev.sluice.wire.gemini.GeminiCodec;
import dev.sluice.wire.openai.OpenAiCodec;
import dev.sluice.wire.responses.ResponsesCodec;

/** The codec of each dialect. */
public final class Dialects {
    private Dialects() {}

    public static DialectCodec codec(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OpenAiCodec.INSTANCE;
            case RESPONSES -> ResponsesCodec.INSTANCE;
            case ANTHROPIC -> AnthropicCodec.INSTANCE;
            case GEMINI -> GeminiCodec.INSTANCE;
            case BEDROCK -> BedrockCodec.INSTANCE;
            case COHERE -> CohereCodec.INSTANCE;
        };
    }
}
