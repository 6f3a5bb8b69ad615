package dev.sluice.testkit.dialect;

import java.util.List;

/** An answer of an upstream while it is written: what is said, in its dialect's words. */
interface Script {

    void text(String text);

    /** {@link Words#THOUGHT}, signed. */
    void thought();

    void call(String id, String name, String arguments);

    /** Says what a scenario's answer says. */
    default void play(Scenario scenario, boolean isSecond) {
        switch (scenario) {
            case TOOLS, PARALLEL_TOOLS, REASONING -> {
                if (isSecond) {
                    text(Words.ANSWER);
                } else {
                    calls(scenario);
                }
            }
            case SCHEMA -> text(Words.SCHEMA_ANSWER);
            case TEXT, IMAGE, ERROR, ABORT -> text(Words.ANSWER);
        }
    }

    private void calls(Scenario scenario) {
        if (scenario == Scenario.REASONING) {
            thought();
        }
        call("call_weather", Words.TOOL, Words.TOOL_ARGUMENTS);
        if (scenario == Scenario.PARALLEL_TOOLS) {
            call("call_time", Words.SECOND_TOOL, Words.SECOND_ARGUMENTS);
        }
    }

    /** Three pieces, none of which ends within a character. */
    static List<String> thirds(String text) {
        int first = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 3);
        int second = text.offsetByCodePoints(first, text.codePointCount(first, text.length()) / 2);
        return List.of(text.substring(0, first), text.substring(first, second), text.substring(second));
    }
}
