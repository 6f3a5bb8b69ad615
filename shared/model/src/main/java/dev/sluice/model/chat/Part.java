package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a message or of an answer. Wider than any one dialect; what only one knows is {@link Opaque}. */
public sealed interface Part {

    /** What the part has beside what it says. */
    Notes notes();

    /** Words. */
    record Text(String text, List<Citation> citations, Notes notes) implements Part {
        public Text {
            citations = List.copyOf(citations);
        }

        public Text(String text) {
            this(text, List.of(), Notes.NONE);
        }
    }

    /**
     * A picture.
     *
     * @param detail {@code low}, {@code high} or {@code auto}, where the caller said
     */
    record Image(Source source, @Nullable String detail, Notes notes) implements Part {}

    /**
     * A sound, given or made.
     *
     * @param format such as {@code wav} or {@code mp3}
     * @param transcript of a sound that the model made
     */
    record Audio(Source source, String format, @Nullable String transcript, Notes notes) implements Part {}

    /** A film. */
    record Video(Source source, Notes notes) implements Part {}

    /**
     * A PDF or another document.
     *
     * @param name file name or title
     * @param context what the caller says about it, beside its content
     * @param cited whether the caller wants citations from it
     */
    record Document(
            Source source, @Nullable String name, @Nullable String context, boolean cited, Notes notes)
            implements Part {}

    /**
     * What the model thought, or as much of it as it shows. With a {@link Seal} in the notes it can be given back to the
     * upstream that thought it; with a seal and no text it was redacted or encrypted.
     *
     * @param summary whether the text is a summary of the thoughts, as opposed to the thoughts
     */
    record Reasoning(String text, boolean summary, Notes notes) implements Part {}

    /**
     * A tool that the model wants called.
     *
     * @param id ties the result to the call; made up by the reader where the dialect has none
     * @param input JSON text of the arguments, an object; as the model wrote it, so it may be broken if the answer was cut.
     *     For a {@code custom} tool any text. Empty means no arguments
     * @param custom whether this is OpenAI's custom tool, whose input is free text
     */
    record ToolUse(String id, String name, String input, boolean custom, Notes notes) implements Part {}

    /**
     * What a tool gave.
     *
     * @param callId of the {@link ToolUse}
     * @param name of the tool, where the dialect or an earlier message tells
     * @param content texts, images and documents; a JSON result is a text
     */
    record ToolResult(String callId, @Nullable String name, List<Part> content, boolean error, Notes notes)
            implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /** The model's refusal, in its words, where the dialect tells it from an answer. */
    record Refusal(String text, Notes notes) implements Part {}

    /**
     * A part that only one dialect knows, such as the call of a tool that runs at the provider, or its result.
     *
     * @param type as the dialect names it
     * @param json the whole part
     */
    record Opaque(Dialect dialect, String type, RawJson json, Notes notes) implements Part {}
}
