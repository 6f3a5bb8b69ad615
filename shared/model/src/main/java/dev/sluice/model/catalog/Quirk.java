package dev.sluice.model.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A known way in which an upstream differs from its dialect. Each has a test; the list is closed. */
public enum Quirk {
    /** Refuses {@code stream_options}; usage comes unasked or not at all. */
    NO_STREAM_OPTIONS,
    /** Reports reasoning tokens beside {@code completion_tokens}, not inside them (xAI chat). */
    REASONING_BESIDE_COMPLETION,
    /** Puts usage into {@code choices[0].usage} (Moonshot). */
    USAGE_IN_CHOICE,
    /** Ends a stream without {@code [DONE]}. */
    NO_DONE,
    /** Wants earlier thoughts back as {@code reasoning_content} (DeepSeek's thinking with tools); others refuse them. */
    REASONING_GOES_BACK,
    /** Knows the cap on output only as {@code max_tokens}, not as {@code max_completion_tokens}. */
    MAX_TOKENS_OLD_NAME,
    /** Understands Anthropic's {@code cache_control} on parts (OpenRouter, Qwen). */
    CACHE_CONTROL,
    /** Understands {@code top_k}, which OpenAI refuses. */
    TOP_K,
    /** Knows the role {@code developer}; to others, such a message is the system's. */
    DEVELOPER_ROLE,
    /** Knows tools that take free text ({@code custom}); others are offered a function of one text. */
    CUSTOM_TOOLS,
    /** Refuses members that it does not know, which are many of OpenAI's, and calls the seed {@code random_seed} (Mistral). */
    FEW_MEMBERS,
    /** Refuses ids of tool calls that are not nine letters and digits (Mistral). */
    SHORT_CALL_IDS;

    /** As written in YAML: {@code no-stream-options}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Quirk> byId(String id) {
        return Arrays.stream(values()).filter(q -> q.id().equals(id)).findFirst();
    }
}
