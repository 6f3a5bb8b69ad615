package dev.sluice.wire.bedrock;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Between media types and Bedrock's short words for formats.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html and its neighbours
 */
final class BedrockMedia {
    private static final Map<String, String> IMAGES = Map.of(
            "image/png", "png",
            "image/jpeg", "jpeg",
            "image/jpg", "jpeg",
            "image/gif", "gif",
            "image/webp", "webp");
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("application/pdf", "pdf"),
            Map.entry("text/csv", "csv"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("text/html", "html"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/markdown", "md"));
    private static final Map<String, String> VIDEOS = Map.of(
            "video/mp4", "mp4",
            "video/quicktime", "mov",
            "video/x-matroska", "mkv",
            "video/webm", "webm",
            "video/x-flv", "flv",
            "video/mpeg", "mpeg",
            "video/mpg", "mpg",
            "video/x-ms-wmv", "wmv",
            "video/3gpp", "three_gp");
    /** Formats that other dialects write in another way. */
    private static final Map<String, String> SOUNDS = Map.of("x-wav", "wav", "mpeg3", "mp3", "pcm16", "pcm");

    private BedrockMedia() {}

    static @Nullable String imageFormat(String mediaType) {
        return IMAGES.get(plain(mediaType));
    }

    static String imageType(String format) {
        return "image/" + format;
    }

    static @Nullable String documentFormat(String mediaType) {
        return DOCUMENTS.get(plain(mediaType));
    }

    static String documentType(String format) {
        return typeOf(DOCUMENTS, format, "application/");
    }

    static @Nullable String videoFormat(String mediaType) {
        return VIDEOS.get(plain(mediaType));
    }

    static String videoType(String format) {
        return typeOf(VIDEOS, format, "video/");
    }

    static String soundFormat(String format) {
        String plain = format.toLowerCase(Locale.ROOT);
        return SOUNDS.getOrDefault(plain, plain);
    }

    private static String typeOf(Map<String, String> formats, String format, String otherwise) {
        return formats.entrySet().stream()
                .filter(entry -> entry.getValue().equals(format))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(otherwise + format);
    }

    /** Without parameters such as {@code ;charset=utf-8}. */
    private static String plain(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
