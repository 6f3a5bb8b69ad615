package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request.
 *
 * @param choice absent when the caller did not say
 * @param parallel whether several calls may come in one answer; absent when the caller did not say
 */
public record Tooling(
        List<Tool> tools,
        @Nullable ToolChoice choice,
        @Nullable Boolean parallel) {
    public static final Tooling NONE = new Tooling(List.of(), null, null);

    public Tooling {
        tools = List.copyOf(tools);
    }
}
