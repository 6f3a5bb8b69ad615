package dev.sluice.testkit.dialect;

import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;

/**
 * Google's {@code generateContent}. As an upstream it wants signatures back on the very part that had them; as a client it
 * keeps the parts of an answer as they came, each event's in a content of its own, as {@code @google/genai}'s chats do.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Google's reference</a>
 */
public final class GeminiSide implements Side {

    @Override
    public String id() {
        return "gemini";
    }

    @Override
    public Asking ask(Scenario scenario, String model, boolean stream) {
        return GeminiClient.ask(scenario, model, stream);
    }

    @Override
    public Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        return GeminiClient.askAgain(scenario, model, stream, first);
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return GeminiEar.hear(status, stream, body);
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        return status == 400
                && heard.error() != null
                && heard.error().kind().equals("INVALID_ARGUMENT")
                && !heard.error().message().isBlank();
    }

    @Override
    public Understood understand(Received request) {
        return GeminiUpstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return GeminiAnswers.answer(scenario, request);
    }
}
