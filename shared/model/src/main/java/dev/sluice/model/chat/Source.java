package dev.sluice.model.chat;

import org.jspecify.annotations.Nullable;

/** Where the bytes of an image, a sound or a document are. */
public sealed interface Source {

    /** At an address that the upstream fetches; the gateway never does. */
    record Url(String url) implements Source {}

    /**
     * In the request itself.
     *
     * @param mediaType such as {@code image/png}
     * @param base64 as the caller wrote it, not checked
     */
    record Inline(String mediaType, String base64) implements Source {
        /** Without the content. */
        @Override
        public String toString() {
            return "Inline[" + mediaType + ", " + base64.length() + "]";
        }
    }

    /** Uploaded to the upstream before, under this id; it means something to that upstream only. */
    record Uploaded(Dialect dialect, String id, @Nullable String mediaType) implements Source {}

    /** A document that is plain text. */
    record Plain(String text) implements Source {
        /** Without the content. */
        @Override
        public String toString() {
            return "Plain[" + text.length() + "]";
        }
    }
}
