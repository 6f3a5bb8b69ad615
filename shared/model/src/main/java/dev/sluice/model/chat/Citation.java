package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/**
 * Where something in a text comes from.
 *
 * @param url of a web page, absent for a document of the request
 * @param title of the page or document
 * @param cited the words that are cited
 * @param document position of the cited document among those of the request, from 0
 * @param from where the passage that rests on this source begins in the text it is attached to, in characters
 * @param to where it ends
 * @param extras the citation as its own dialect wrote it, so that it can be written again
 */
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String cited,
        @Nullable Integer document,
        @Nullable Integer from,
        @Nullable Integer to,
        Extras extras) {}
