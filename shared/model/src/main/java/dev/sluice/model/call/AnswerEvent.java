package dev.sluice.model.call;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** What flows from a provider to ingress after an upstream has begun to answer, whether streamed or not. */
public sealed interface AnswerEvent {

    /**
     * Bytes in the caller's own dialect and framing: one or more whole events, or a whole JSON body.
     *
     * @param produced tokens of output in these bytes by a rough local count, used only if the upstream reports none
     * @param events how many whole events these bytes are
     * @param reported usage so far, if the upstream has reported any since the last bytes; what is billed if the caller
     *     leaves
     */
    record Said(
            Bytes bytes,
            long produced,
            int events,
            @Nullable Usage reported) implements AnswerEvent {
        public Said(Bytes bytes, long produced, int events) {
            this(bytes, produced, events, null);
        }
    }

    /**
     * The upstream ended as it should.
     *
     * @param usage the upstream's report, absent when it made none
     * @param suspect whether a report was made that cannot be true; {@code usage} is then absent
     * @param lastWord what ends the stream in the caller's dialect, such as {@code data: [DONE]}; ingress writes it once the
     *     call is settled. Absent for answers that are one JSON body
     * @param counted what a tokenizer makes of the texts, where the upstream reported nothing; an estimate
     */
    record Finished(
            @Nullable Usage usage,
            boolean suspect,
            @Nullable Bytes lastWord,
            @Nullable Usage counted) implements AnswerEvent {
        public Finished(@Nullable Usage usage, boolean suspect, @Nullable Bytes lastWord) {
            this(usage, suspect, lastWord, null);
        }
    }

    /**
     * The upstream failed after it had begun to answer.
     *
     * @param usage what it had reported before it failed
     */
    record Broken(
            GatewayError error, Verdict verdict, @Nullable Usage usage) implements AnswerEvent {}
}
