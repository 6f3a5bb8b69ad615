package dev.sluice.model.chat;

import java.util.Locale;

/**
 * Everything that may be lost between two dialects, by name. Whoever writes a dialect adds what it cannot carry; callers
 * may ask to see it. A loss is never silent, and never an error.
 */
public enum Loss {
    /** A member that only the caller's, or only the upstream's, dialect knows. */
    FIELD,
    /** A part that only one dialect knows. */
    OPAQUE_PART,
    /** A tool that runs at another provider. */
    HOSTED_TOOL,
    /** Tools, where the upstream cannot be offered any. */
    TOOLS,
    /** A custom tool became a function with one text. */
    CUSTOM_TOOL,
    /** A seal of another upstream; its thoughts cannot be given back. */
    SEAL,
    /** Thoughts that cannot be given back, since they have no seal. */
    REASONING,
    /** Thinking was switched off for this turn, since the thoughts of the last one are missing. */
    THINKING_OFF,
    /** How much to think, or how to show it. */
    THINKING,
    /** A wish to cache. */
    CACHE_MARK,
    /** Where something stands in the conversation: instructions from its middle are at its head, for one. */
    PLACE,
    /** A citation, or a part of one. */
    CITATION,
    /** A picture, by the kind of its source. */
    IMAGE,
    /** An image's detail. */
    IMAGE_DETAIL,
    /** A sound. */
    AUDIO,
    /** A film. */
    VIDEO,
    /** A document, or its title or context. */
    DOCUMENT,
    /** A picture or document in a tool's result became a text about it. */
    TOOL_RESULT_PART,
    /** That a tool's result is an error. */
    TOOL_ERROR,
    /** That arguments follow the schema exactly. */
    STRICT,
    /** A choice of tools, replaced by the nearest. */
    TOOL_CHOICE,
    /** That calls come one by one. */
    PARALLEL_TOOLS,
    /** The form of the answer. */
    ANSWER_FORMAT,
    TEMPERATURE,
    TOP_P,
    TOP_K,
    SEED,
    FREQUENCY_PENALTY,
    PRESENCE_PENALTY,
    STOP,
    /** More than one choice. */
    CHOICES,
    LOGPROBS,
    MODALITIES,
    VERBOSITY,
    SERVICE_TIER,
    USER,
    METADATA,
    /** The name of a speaker. */
    NAME,
    /** A refusal became a text. */
    REFUSAL,
    /** A finish reason that the dialect has no word for. */
    FINISH_REASON,
    /** The sequence that ended the answer. */
    STOP_SEQUENCE,
    /** A class of tokens that the dialect does not tell apart. */
    USAGE_CLASS;

    /** As told to callers: {@code top-k}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
