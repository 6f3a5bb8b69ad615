package dev.sluice.testkit;

/**
 * A call of a tool that a fake upstream makes.
 *
 * @param arguments a JSON object as text; streamed in several pieces
 */
public record ToolCall(String id, String name, String arguments) {}
