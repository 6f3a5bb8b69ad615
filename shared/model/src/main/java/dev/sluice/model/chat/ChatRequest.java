package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and the wish for its next turn: what all dialects can say, in one form. Made only where the caller's dialect
 * is not the upstream's, or where the request must be changed; same-dialect traffic stays bytes.
 *
 * @param model as the caller wrote it
 * @param messages in order; system and developer messages among them
 * @param thinking absent when the caller said nothing about it
 * @param stream whether the answer should come in events
 * @param includeUsage whether the caller asked for the usage event of a stream
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        Tooling tooling,
        Sampling sampling,
        AnswerWish answer,
        @Nullable Thinking thinking,
        Service service,
        boolean stream,
        boolean includeUsage,
        Extras extras) {
    public ChatRequest {
        messages = List.copyOf(messages);
    }

    public ChatRequest withMessages(List<Message> newMessages) {
        return new ChatRequest(
                model, newMessages, tooling, sampling, answer, thinking, service, stream, includeUsage, extras);
    }

    public ChatRequest withThinking(@Nullable Thinking newThinking) {
        return new ChatRequest(
                model, messages, tooling, sampling, answer, newThinking, service, stream, includeUsage, extras);
    }

    public ChatRequest withStream(boolean newStream) {
        return new ChatRequest(
                model, messages, tooling, sampling, answer, thinking, service, newStream, includeUsage, extras);
    }

    public ChatRequest withExtras(Extras newExtras) {
        return new ChatRequest(
                model, messages, tooling, sampling, answer, thinking, service, stream, includeUsage, newExtras);
    }

    /** Without the messages, which are private. */
    @Override
    public String toString() {
        return "ChatRequest[" + model + ", " + messages.size() + " messages]";
    }
}
