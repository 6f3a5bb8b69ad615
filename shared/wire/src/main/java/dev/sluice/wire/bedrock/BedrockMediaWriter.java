package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes blocks of pictures, documents, films and sounds; empty ones for what Bedrock cannot get at. It fetches nothing. */
final class BedrockMediaWriter {
    private static final String S3 = "s3://";

    private final Losses losses;
    private final BedrockDocumentNames names;

    BedrockMediaWriter(Losses losses, BedrockDocumentNames names) {
        this.losses = losses;
        this.names = names;
    }

    ObjectNode image(Part.Image image) {
        losses.addIfPresent(Loss.IMAGE_DETAIL, image.detail());
        String type = mediaType(image.source());
        String format = type == null ? byEnding(image.source(), "png") : BedrockMedia.imageFormat(type);
        return block("image", format, image.source(), Loss.IMAGE);
    }

    ObjectNode video(Part.Video video) {
        String type = mediaType(video.source());
        String format = type == null ? byEnding(video.source(), "mp4") : BedrockMedia.videoFormat(type);
        return block("video", format, video.source(), Loss.VIDEO);
    }

    ObjectNode audio(Part.Audio audio) {
        return block("audio", BedrockMedia.soundFormat(audio.format()), audio.source(), Loss.AUDIO);
    }

    ObjectNode document(Part.Document document) {
        ObjectNode block = document.source() instanceof Source.Plain plain
                ? text(plain)
                : block("document", documentFormat(document.source()), document.source(), Loss.DOCUMENT);
        if (block.isEmpty()) {
            return block;
        }
        ObjectNode inside = (ObjectNode) block.get("document");
        inside.put("name", names.next(document.name()));
        if (document.context() != null) {
            inside.put("context", document.context());
        }
        if (document.cited()) {
            inside.putObject("citations").put("enabled", true);
        }
        return block;
    }

    private static ObjectNode text(Source.Plain plain) {
        ObjectNode block = JsonTree.object();
        block.putObject("document").put("format", "txt").putObject("source").put("text", plain.text());
        return block;
    }

    private static @Nullable String documentFormat(Source source) {
        String type = mediaType(source);
        return type == null ? byEnding(source, "pdf") : BedrockMedia.documentFormat(type);
    }

    private ObjectNode block(String kind, @Nullable String format, Source source, Loss loss) {
        ObjectNode block = JsonTree.object();
        ObjectNode content = content(source);
        if (format == null || content == null) {
            losses.add(loss);
            return block;
        }
        block.putObject(kind).put("format", format).set("source", content);
        return block;
    }

    private static @Nullable ObjectNode content(Source source) {
        return switch (source) {
            case Source.Inline inline -> JsonTree.object().put("bytes", inline.base64());
            case Source.Uploaded uploaded -> uploaded.dialect() == Dialect.BEDROCK ? bucket(uploaded.id()) : null;
            case Source.Url url -> url.url().startsWith(S3) ? bucket(url.url()) : null;
            case Source.Plain ignored -> null;
        };
    }

    private static ObjectNode bucket(String uri) {
        ObjectNode source = JsonTree.object();
        source.putObject("s3Location").put("uri", uri);
        return source;
    }

    private static @Nullable String mediaType(Source source) {
        return switch (source) {
            case Source.Inline inline -> inline.mediaType();
            case Source.Uploaded uploaded -> uploaded.mediaType();
            case Source.Url ignored -> null;
            case Source.Plain ignored -> "text/plain";
        };
    }

    /** The format that the ending of a bucket's key names. */
    private static String byEnding(Source source, String otherwise) {
        String path = source instanceof Source.Url url ? url.url() : "";
        int dot = path.lastIndexOf('.');
        String ending = dot < 0 ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "jpg" -> "jpeg";
            case "", "htm" -> otherwise;
            default -> ending.length() <= 5 && ending.chars().allMatch(Character::isLetterOrDigit) ? ending : otherwise;
        };
    }
}
