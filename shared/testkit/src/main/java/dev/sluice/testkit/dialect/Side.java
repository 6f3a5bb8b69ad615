package dev.sluice.testkit.dialect;

import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;

/** One dialect from both ends: as a client speaks it to the gateway, and as an upstream speaks it. Stateless. */
public interface Side {

    /** As in configuration: {@code openai}, {@code responses}, {@code anthropic}, {@code gemini}, {@code bedrock}, {@code cohere}. */
    String id();

    // The client.

    /** The first turn of a scenario. */
    Asking ask(Scenario scenario, String model, boolean stream);

    /** The second turn of {@link Scenario#TOOLS} or {@link Scenario#REASONING}: the first, what was heard, the tool's result. */
    Asking askAgain(Scenario scenario, String model, boolean stream, Heard first);

    /**
     * Reads an answer as strictly as the official SDKs do.
     *
     * @param status HTTP status
     * @param body the whole body, as bytes: Bedrock's streams are binary
     */
    Heard hear(int status, boolean stream, byte[] body);

    /** Whether an error of {@link Scenario#ERROR} has this dialect's proper class for "the context is too long". */
    boolean isContextError(int status, Heard heard);

    // The upstream.

    /** Understands a request that the gateway sent. */
    Understood understand(Received request);

    /**
     * Answers in the shape, whole or streamed, that the request asks for. In a second turn (a tool's result is in the request)
     * it says {@link Words#ANSWER}. In a second turn of {@link Scenario#REASONING} without the signature in its place it
     * refuses with status 400, as the vendors do.
     */
    Scripted answer(Scenario scenario, Received request);
}
