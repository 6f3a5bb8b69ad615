package dev.sluice.wire.openai;

import dev.sluice.model.chat.Source;

/** Content that stands in a {@code data:} URL. */
final class OpenAiDataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64,";
    private static final int LONGEST_TYPE = 200;

    private OpenAiDataUrl() {}

    /** What a URL leads to; a data URL that is not base64 stays one. */
    static Source source(String url) {
        int end = url.startsWith(SCHEME) ? url.indexOf(BASE64) : -1;
        if (end < 0 || end > LONGEST_TYPE) {
            return new Source.Url(url);
        }
        return new Source.Inline(url.substring(SCHEME.length(), end), url.substring(end + BASE64.length()));
    }

    static String write(Source.Inline inline) {
        return SCHEME + inline.mediaType() + BASE64 + inline.base64();
    }
}
