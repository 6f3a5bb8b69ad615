package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much the model should think before it answers, in all the ways in which dialects say it. Each is absent unless given;
 * what a dialect cannot say is derived from what was given (see {@code wire.Efforts}).
 *
 * @param mode whether to think at all
 * @param effort {@code none}, {@code minimal}, {@code low}, {@code medium}, {@code high}, {@code xhigh}, {@code max}
 * @param budget tokens; -1 lets the model decide (Gemini)
 * @param summary {@code auto}, {@code concise}, {@code detailed} (Responses)
 * @param shown whether thoughts should be in the answer ({@code includeThoughts}, Anthropic's {@code display})
 */
public record Thinking(
        @Nullable Mode mode,
        @Nullable String effort,
        @Nullable Long budget,
        @Nullable String summary,
        @Nullable Boolean shown,
        Extras extras) {

    /** Whether to think. */
    public enum Mode {
        ON,
        OFF,
        /** The model decides (Anthropic's {@code adaptive}). */
        ADAPTIVE
    }
}
