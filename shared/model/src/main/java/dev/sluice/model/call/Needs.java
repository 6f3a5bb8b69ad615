package dev.sluice.model.call;

/**
 * What a model must be capable of to serve a call.
 *
 * @param promptTokens estimate of the prompt, on the high side
 * @param outputTokens the caller's cap of the answer, 0 if there is none
 * @param images whether there are pictures in the prompt
 * @param tools whether tools are offered
 */
public record Needs(long promptTokens, long outputTokens, boolean images, boolean tools) {
    public static final Needs NONE = new Needs(0, 0, false, false);
}
