package dev.sluice.testkit;

import java.util.List;

/**
 * A proper answer of a fake upstream. It is given in the shape that the request asks for: streamed or not, {@code n}
 * choices, with log probabilities, with usage.
 *
 * @param text what choice 0 says; further choices add their number. A request with images gets their count appended
 * @param toolCalls called instead of saying the text, unless the request already brings a tool's result
 * @param lie how the reported usage departs from {@code usage}
 */
public record Answer(String text, List<ToolCall> toolCalls, Tokens usage, Pace pace, UsageLie lie) implements Reaction {
    public Answer {
        toolCalls = List.copyOf(toolCalls);
    }

    /** This text at once, with {@link Tokens#SOME}. */
    public static Answer of(String text) {
        return new Answer(text, List.of(), Tokens.SOME, Pace.AT_ONCE, UsageLie.HONEST);
    }

    /** Calls these tools; says "done" once their results are in. */
    public static Answer calling(ToolCall... calls) {
        return new Answer("done", List.of(calls), Tokens.SOME, Pace.AT_ONCE, UsageLie.HONEST);
    }

    public Answer saying(String newText) {
        return new Answer(newText, toolCalls, usage, pace, lie);
    }

    public Answer with(Tokens newUsage) {
        return new Answer(text, toolCalls, newUsage, pace, lie);
    }

    public Answer with(Pace newPace) {
        return new Answer(text, toolCalls, usage, newPace, lie);
    }

    public Answer with(UsageLie newLie) {
        return new Answer(text, toolCalls, usage, pace, newLie);
    }
}
