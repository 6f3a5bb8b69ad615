package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where an image's or a document's bytes are, as Anthropic writes it. */
final class AnthropicSources {
    private static final String PLAIN = "text/plain";

    private static final String JPEG = "image/jpeg";
    private static final Set<String> IMAGES = Set.of(JPEG, "image/png", "image/gif", "image/webp");
    private static final Set<String> MISNAMED_JPEG = Set.of("image/jpg", "image/pjpeg");

    private AnthropicSources() {}

    /** Reads the {@code source} of a block; null if it is of a kind that the model has no word for. */
    static @Nullable Source read(Doc source) {
        return switch (source.textOr("type", "")) {
            case "base64" -> new Source.Inline(source.text("media_type"), source.text("data"));
            case "url" -> new Source.Url(source.text("url"));
            case "file" -> new Source.Uploaded(Dialect.ANTHROPIC, source.text("file_id"), null);
            case "text" -> new Source.Plain(source.text("data"));
            case "content" -> new Source.Plain(words(source.at("content").node()));
            default -> null;
        };
    }

    /** The texts of a source that is a list of blocks; the whole of it stays in the part's extras. */
    private static String words(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        return content.findValuesAsText("text").stream().collect(Collectors.joining("\n\n"));
    }

    /** Writes a source; null if Anthropic cannot take it from there. */
    static @Nullable ObjectNode write(Source source) {
        ObjectNode out = JsonTree.object();
        return switch (source) {
            case Source.Url url -> out.put("type", "url").put("url", url.url());
            case Source.Inline inline ->
                out.put("type", "base64").put("media_type", inline.mediaType()).put("data", inline.base64());
            case Source.Uploaded file ->
                file.dialect() == Dialect.ANTHROPIC ? out.put("type", "file").put("file_id", file.id()) : null;
            case Source.Plain plain ->
                out.put("type", "text").put("media_type", PLAIN).put("data", plain.text());
        };
    }

    /** Writes the source of an image; null if the API cannot take it from there, or if it is of another kind. */
    static @Nullable ObjectNode ofImage(Source source) {
        if (!(source instanceof Source.Inline inline)) {
            return write(source);
        }
        String given = inline.mediaType().toLowerCase(Locale.ROOT);
        String type = MISNAMED_JPEG.contains(given) ? JPEG : given;
        return IMAGES.contains(type) ? write(new Source.Inline(type, inline.base64())) : null;
    }

    /** The words of an inline document of some kind of text; empty if it is none. */
    static Optional<String> textOf(Source.Inline inline) {
        String type = inline.mediaType().toLowerCase(Locale.ROOT);
        boolean isText = type.startsWith("text/") || type.startsWith("application/json") || type.endsWith("+json");
        if (!isText) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getMimeDecoder().decode(inline.base64()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
