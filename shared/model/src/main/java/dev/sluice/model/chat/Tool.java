package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/** A tool that the model may call. */
public sealed interface Tool {
    Notes notes();

    /**
     * A function of the caller.
     *
     * @param parameters JSON Schema of its arguments, absent when none was given
     * @param strict whether arguments must follow the schema exactly; absent when the caller did not say
     */
    record Function(
            String name,
            @Nullable String description,
            @Nullable RawJson parameters,
            @Nullable Boolean strict,
            Notes notes)
            implements Tool {}

    /**
     * A tool that takes free text (OpenAI's custom tools).
     *
     * @param format grammar of the text as Responses write it, absent for any
     */
    record Custom(
            String name,
            @Nullable String description,
            @Nullable RawJson format,
            Notes notes) implements Tool {}

    /**
     * A tool that runs at the provider, such as web search; only its own dialect knows it.
     *
     * @param type as the dialect names it
     * @param json the whole declaration
     */
    record Hosted(Dialect dialect, String type, RawJson json, Notes notes) implements Tool {}
}
