package dev.sluice.model.catalog;

import dev.sluice.model.chat.RawJson;

/**
 * One change of a request's body, in the words of the upstream.
 *
 * @param path names of members with dots between them, or a JSON pointer (RFC 6901)
 */
public record BodyRule(String path, Change change, Condition when) {

    /** What is done at the path. */
    public sealed interface Change {}

    /** It is this, whatever the caller says. */
    public record Put(RawJson value) implements Change {}

    /** It is this where the caller gives none. */
    public record Default(RawJson value) implements Change {}

    /** It is left out. */
    public record Without() implements Change {}
}
