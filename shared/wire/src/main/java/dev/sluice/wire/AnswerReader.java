package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** Reads one upstream answer as its bytes arrive, cut anywhere. One per answer; not thread safe. */
public interface AnswerReader {

    /** Takes the next bytes. After a reading with an ending, nothing more is given. */
    Reading read(Bytes piece);

    /** The upstream closed the body as HTTP allows. Always gives an ending. */
    Reading end();

    /**
     * What a piece of the answer came to.
     *
     * @param forward whole events, or body bytes, for the caller; may be empty
     * @param produced tokens of output in {@code forward} by a rough local count
     * @param content whether {@code forward} has any content (text, reasoning, a tool call, a refusal, an end), as opposed
     *     to a role, a comment or a filter result
     * @param ending {@code Finished} or {@code Broken} once the answer is over
     * @param events how many whole events {@code forward} is
     * @param reported usage so far, counted from the beginning, if the upstream has reported any since the last reading
     */
    record Reading(
            Bytes forward,
            long produced,
            boolean content,
            @Nullable AnswerEvent ending,
            int events,
            @Nullable Usage reported) {

        /** With no news of the usage. */
        public Reading(Bytes forward, long produced, boolean content, @Nullable AnswerEvent ending, int events) {
            this(forward, produced, content, ending, events, null);
        }
    }
}
