package dev.sluice.model.call;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** What flows from a provider to ingress after an upstream has begun to answer, whether streamed or not. */
public sealed interface AnswerEvent {

    /**
     * Bytes in the caller's own dialect, passed on as they came: one or more whole server-sent events, or a whole JSON
     * body.
     *
     * @param produced tokens of output in these bytes by a rough local count, used only if the upstream reports none
     */
    record Verbatim(Bytes bytes, long produced) implements AnswerEvent {}

    /**
     * The upstream ended as it should. The dialect's end marker ({@code [DONE]}) is not among the bytes; ingress writes
     * it once the call is settled.
     *
     * @param usage the upstream's report, absent when it made none
     * @param suspect whether a report was made that cannot be true; {@code usage} is then absent
     */
    record Finished(@Nullable Usage usage, boolean suspect) implements AnswerEvent {}

    /**
     * The upstream failed after it had begun to answer.
     *
     * @param usage what it had reported before it failed
     */
    record Broken(
            GatewayError error, Verdict verdict, @Nullable Usage usage) implements AnswerEvent {}
}
