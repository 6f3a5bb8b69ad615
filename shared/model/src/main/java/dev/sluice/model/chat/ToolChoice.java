package dev.sluice.model.chat;

import java.util.List;

/** Which tools the model may, or must, call. */
public sealed interface ToolChoice {
    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** None of them. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Required() implements ToolChoice {}

    /** This one. */
    record Named(String name) implements ToolChoice {}

    /**
     * Some of those that are offered.
     *
     * @param required whether one of them must be called
     */
    record Among(List<String> names, boolean required) implements ToolChoice {
        public Among {
            names = List.copyOf(names);
        }
    }
}
