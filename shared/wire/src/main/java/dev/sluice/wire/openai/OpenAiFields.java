package dev.sluice.wire.openai;

import dev.sluice.wire.text.KnownNames;

/** Member names of the OpenAI dialect that the gateway reads. All others pass unread. */
final class OpenAiFields {
    static final KnownNames<Request> REQUEST = new KnownNames<>(Request.class);
    static final KnownNames<InMessage> IN_MESSAGE = new KnownNames<>(InMessage.class);
    static final KnownNames<StreamOptions> STREAM_OPTIONS = new KnownNames<>(StreamOptions.class);
    static final KnownNames<Answer> ANSWER = new KnownNames<>(Answer.class);
    static final KnownNames<Choice> CHOICE = new KnownNames<>(Choice.class);
    static final KnownNames<Content> CONTENT = new KnownNames<>(Content.class);
    static final KnownNames<Unspoken> UNSPOKEN = new KnownNames<>(Unspoken.class);
    static final KnownNames<Usage> USAGE = new KnownNames<>(Usage.class);
    static final KnownNames<Listing> LISTING = new KnownNames<>(Listing.class);

    private OpenAiFields() {}

    enum Request {
        MODEL,
        STREAM,
        STREAM_OPTIONS,
        N,
        BEST_OF,
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS,
        MESSAGES,
        PROMPT,
        TOOLS,
        FUNCTIONS,
        RESPONSE_FORMAT,
        SERVICE_TIER
    }

    /** Names inside a message that tell pictures and files from text. */
    enum InMessage {
        IMAGE_URL,
        URL,
        DATA,
        FILE_DATA
    }

    enum StreamOptions {
        INCLUDE_USAGE
    }

    /** A chunk, or a whole body. */
    enum Answer {
        CHOICES,
        USAGE,
        ERROR,
        OBJECT,
        X_GROQ,
        SERVICE_TIER
    }

    enum Choice {
        DELTA,
        MESSAGE,
        TEXT,
        FINISH_REASON,
        USAGE
    }

    /** What a delta or a message may say. */
    enum Content {
        CONTENT,
        REFUSAL,
        TOOL_CALLS,
        FUNCTION_CALL,
        REASONING,
        REASONING_CONTENT,
        REASONING_DETAILS,
        AUDIO,
        IMAGES
    }

    /** Strings inside content that the model did not write. */
    enum Unspoken {
        ID,
        TYPE
    }

    enum Usage {
        PROMPT_TOKENS,
        COMPLETION_TOKENS,
        TOTAL_TOKENS,
        PROMPT_TOKENS_DETAILS,
        COMPLETION_TOKENS_DETAILS,
        CACHED_TOKENS,
        PROMPT_CACHE_HIT_TOKENS,
        CACHE_WRITE_TOKENS,
        CACHE_CREATION_TOKENS,
        CACHE_CREATION_INPUT_TOKENS,
        CACHE_CREATION,
        EPHEMERAL_1H_INPUT_TOKENS,
        REASONING_TOKENS,
        AUDIO_TOKENS,
        IMAGE_TOKENS,
        VIDEO_TOKENS,
        NUM_SEARCH_QUERIES,
        SERVER_TOOL_USE,
        WEB_SEARCH_REQUESTS
    }

    enum Listing {
        DATA,
        MODELS,
        ID,
        NAME
    }
}
