package dev.sluice.testkit.dialect;

/** What a client and an upstream do in one cell of the matrix of pairs. The words are those of {@link Words}. */
public enum Scenario {
    /** System words, one question, one answer. */
    TEXT,
    /** A tool is offered; the model calls it. The second turn has the call, its result, and the answer to it. */
    TOOLS,
    /** Two tools are offered; the model calls both in one answer. */
    PARALLEL_TOOLS,
    /** The question has a picture, inline. */
    IMAGE,
    /** The answer must follow a JSON schema. */
    SCHEMA,
    /** Thinking is asked for; the model thinks, calls a tool, and in the second turn wants its sealed thoughts back. */
    REASONING,
    /** The upstream refuses: the context is too long. */
    ERROR,
    /** The upstream's stream ends in the middle of the text. */
    ABORT
}
