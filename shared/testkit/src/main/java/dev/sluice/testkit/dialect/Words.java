package dev.sluice.testkit.dialect;

/** What is said in all scenarios, so that a test can look for it at the other end. */
public final class Words {
    public static final String SYSTEM = "You are terse.";
    public static final String QUESTION = "What is the weather in Paris? \u00bfY ma\u00f1ana? \ud83c\udf26";
    /** Streamed in at least three pieces, one of which ends inside the surrogate pair's neighbourhood. */
    public static final String ANSWER = "It is 18 \u00b0C in Paris. \ud83c\udf26 Bring a coat.";

    public static final String TOOL = "get_weather";
    public static final String TOOL_DESCRIPTION = "Weather of a city.";
    /** JSON Schema of the first tool's arguments. */
    public static final String TOOL_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"description\":\"Its name.\"}},\"required\":[\"city\"]}";

    /** Streamed in at least three pieces. */
    public static final String TOOL_ARGUMENTS = "{\"city\":\"Paris \\\"la ville\\\"\"}";

    public static final String TOOL_RESULT = "18 degrees, \"light\" rain";
    public static final String SECOND_TOOL = "get_time";
    public static final String SECOND_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\"}},\"required\":[\"zone\"]}";
    public static final String SECOND_ARGUMENTS = "{\"zone\":\"Europe/Paris\"}";

    public static final String THOUGHT = "The user wants the weather. I should look.";
    /** What the upstream signs its thoughts with; base64, since Gemini's must be. */
    public static final String SIGNATURE = "RXFRQkNrWUlDQmdDS2tEU2x1aWNlU2lnbmF0dXJlPT0=";

    /** A PNG of one pixel. */
    public static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static final String SCHEMA_NAME = "place";
    public static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],\"additionalProperties\":false}";
    public static final String SCHEMA_ANSWER = "{\"city\":\"Paris\"}";

    /** The usage that upstreams report: prompt tokens that no cache gave, then those that one did. */
    public static final long INPUT = 100;

    public static final long CACHED = 20;
    /** Output without reasoning. */
    public static final long OUTPUT = 30;
    /** Reasoning, in {@link Scenario#REASONING} and where the dialect tells it from output; else 0. */
    public static final long REASONED = 5;

    private Words() {}
}
