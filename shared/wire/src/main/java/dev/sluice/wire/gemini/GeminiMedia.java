package dev.sluice.wire.gemini;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media types of files, which Gemini wants beside each address. */
final class GeminiMedia {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"),
            Map.entry("json", "application/json"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("wav", "audio/wav"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/mov"),
            Map.entry("webm", "video/webm"));
    private static final int LONGEST_ENDING = 5;

    private GeminiMedia() {}

    /** The media type that an address ends with, null if it tells none. */
    static @Nullable String typeOf(String address) {
        int end = address.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = address.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        int dot = address.lastIndexOf('.', end - 1);
        if (dot < 0 || end - dot - 1 > LONGEST_ENDING || dot + 1 >= end) {
            return null;
        }
        return BY_ENDING.get(address.substring(dot + 1, end).toLowerCase(Locale.ROOT));
    }

    /** Whether a file is one that was uploaded to Google before, and not an address of the open web. */
    static boolean isUploaded(String uri) {
        return uri.startsWith("gs://")
                || uri.startsWith("files/")
                || uri.startsWith("https://generativelanguage.googleapis.com/");
    }

    static boolean isOf(@Nullable String mediaType, String kind) {
        return mediaType != null && mediaType.toLowerCase(Locale.ROOT).startsWith(kind + "/");
    }
}
