package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of an answer. Readers of all dialects promise:
 *
 * <ul>
 *   <li>{@link Began} comes first, and once.
 *   <li>Parts of a choice are numbered from 0 in the order in which they begin. Each has {@link PartBegan}, then deltas, then
 *       {@link PartEnded}. Parts that are not tool uses never overlap; tool uses may, where the upstream mixes them.
 *   <li>A seal of a tool use or a text stands in the notes of its head; a seal of reasoning comes with {@link Sealed}, before
 *       the part ends. A Gemini signature on an empty text is a part of its own.
 *   <li>{@link Finished} comes once for each choice, after its parts have ended.
 *   <li>{@link Reported} may come at any time, several times; the last one counts for the whole answer.
 * </ul>
 */
public sealed interface ChatEvent {

    /** The answer begins. For its members see {@link ChatResponse}. */
    record Began(String id, String model, long createdSeconds, Extras extras) implements ChatEvent {}

    /**
     * A part begins.
     *
     * @param head the part as far as it is known: a text, reasoning, refusal or sound that is empty, a tool use without
     *     input; an {@link Part.Opaque} or any other part whole
     */
    record PartBegan(int choice, int part, Part head) implements ChatEvent {}

    /** More of the text, thought, refusal or tool input; for a sound, more of its base64. */
    record Delta(int choice, int part, String text) implements ChatEvent {}

    /** More of the transcript of a sound. */
    record Transcribed(int choice, int part, String text) implements ChatEvent {}

    /** The part has this seal. */
    record Sealed(int choice, int part, Seal seal) implements ChatEvent {}

    /** The text rests on this source. */
    record Cited(int choice, int part, Citation citation) implements ChatEvent {}

    record PartEnded(int choice, int part) implements ChatEvent {}

    /** Log probabilities of the next tokens of a choice. */
    record Weighed(int choice, List<TokenLogprob> logprobs) implements ChatEvent {
        public Weighed {
            logprobs = List.copyOf(logprobs);
        }
    }

    /** The choice has ended. */
    record Finished(int choice, Finish finish, Extras extras) implements ChatEvent {}

    /**
     * Usage so far, counted from the beginning.
     *
     * @param usage absent when what was reported cannot be true
     */
    record Reported(@Nullable Usage usage) implements ChatEvent {}
}
