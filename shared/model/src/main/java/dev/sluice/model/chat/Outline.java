package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * What routing, limits and pricing need to know of a request, read in one pass over its bytes, and where in those bytes
 * the fields stand that may have to change on the way upstream.
 *
 * @param model the name the caller asked for, in the body or in the path
 * @param framing how the caller wants the answer
 * @param includeUsage whether the caller asked for the usage chunk ({@code stream_options.include_usage})
 * @param choices answers that are generated: {@code n}, at least 1; for text completions the larger of {@code n} and {@code
 *     best_of}, times the number of prompts
 * @param maxOutputTokens the caller's cap for each choice, absent when none was given
 * @param promptBytes bytes of text that the upstream will read as prompt (messages, tools, prompt); base64 of images and
 *     files is not counted
 * @param images number of image parts
 * @param tools whether tools are offered
 * @param modelSpan the JSON string value of {@code model}, with its quotes; absent when the path names the model
 * @param streamOptionsSpan the JSON value of {@code stream_options}, absent when the caller sent none
 * @param objectEnd position of the closing brace of the body
 * @param previousResponse id of the answer that the request goes on from ({@code previous_response_id}), absent if none
 * @param store whether the caller wants the answer kept (Responses' {@code store}), absent when not said
 * @param storeSpan the JSON value of {@code store}, absent when the caller sent none
 * @param tier the service tier that the caller asks for, in small letters; absent for the usual one, or the upstream's choice
 * @param documents how many documents are to be ranked
 */
public record Outline(
        String model,
        Framing framing,
        boolean includeUsage,
        int choices,
        @Nullable Long maxOutputTokens,
        long promptBytes,
        int images,
        boolean tools,
        @Nullable Span modelSpan,
        @Nullable Span streamOptionsSpan,
        int objectEnd,
        @Nullable String previousResponse,
        @Nullable Boolean store,
        @Nullable Span storeSpan,
        @Nullable String tier,
        int documents) {

    /** Whether the caller wants the answer in events. */
    public boolean stream() {
        return framing != Framing.WHOLE;
    }
}
