package dev.sluice.testkit.dialect;

import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;

/**
 * Cohere's v2 chat. It has no signatures: as an upstream it never asks for any back, so {@link Understood#signatures} is
 * always empty; as a client it gives content blocks and ids of calls back as they were.
 *
 * @see <a href="https://docs.cohere.com/reference/chat">Cohere's reference</a>
 */
public final class CohereSide implements Side {

    @Override
    public String id() {
        return "cohere";
    }

    @Override
    public Asking ask(Scenario scenario, String model, boolean stream) {
        return CohereClient.ask(scenario, model, stream);
    }

    @Override
    public Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        return CohereClient.askAgain(scenario, model, stream, first);
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return CohereEar.hear(status, stream, body);
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        return status == 400
                && heard.error() != null
                && heard.error().kind().equals("TOO_MANY_TOKENS")
                && heard.error().message().startsWith("too many tokens");
    }

    @Override
    public Understood understand(Received request) {
        return CohereUpstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return CohereUpstream.answer(scenario, request);
    }
}
