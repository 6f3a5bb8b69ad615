package dev.sluice.provider.counting;

import dev.sluice.model.chat.ChatRequest;
import dev.sluice.wire.tokens.Tokenizer;

/** The one tokenizer of this process, whose vocabularies take megabytes. Slow; for threads of the {@link CountingDesk}. */
final class Tokens {
    private static final Tokenizer TOKENIZER = new Tokenizer();

    private Tokens() {}

    /** The tokens of a conversation, as this model counts them. */
    static long prompt(ChatRequest request, String model) {
        return TOKENIZER.prompt(new ChatRequest(
                model,
                request.messages(),
                request.tooling(),
                request.sampling(),
                request.answer(),
                request.thinking(),
                request.service(),
                request.stream(),
                request.includeUsage(),
                request.extras()));
    }

    static long text(String model, String text) {
        return TOKENIZER.count(model, text);
    }
}
