package dev.sluice.wire.bedrock;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import org.jspecify.annotations.Nullable;

/** Reads blocks of pictures, documents, films and sounds: inline, or in a bucket of S3. */
final class BedrockMediaReader {
    private BedrockMediaReader() {}

    /** Null if it is no such block, or has its content in a form that only Bedrock knows. */
    static @Nullable Part read(Doc block) {
        if (block.has("image")) {
            return image(block.object("image"));
        }
        if (block.has("document")) {
            return document(block.object("document"));
        }
        if (block.has("video")) {
            Doc video = block.object("video");
            Source source = source(video, BedrockMedia.videoType(video.text("format")));
            return source == null ? null : new Part.Video(source, Notes.NONE);
        }
        if (block.has("audio")) {
            Doc audio = block.object("audio");
            String format = audio.text("format");
            Source source = source(audio, "audio/" + format);
            return source == null ? null : new Part.Audio(source, format, null, Notes.NONE);
        }
        return null;
    }

    private static @Nullable Part image(Doc image) {
        Source source = source(image, BedrockMedia.imageType(image.text("format")));
        return source == null ? null : new Part.Image(source, null, Notes.NONE);
    }

    private static @Nullable Part document(Doc document) {
        String text = document.object("source").textOrNull("text");
        Source source = text == null
                ? source(document, BedrockMedia.documentType(document.textOr("format", "pdf")))
                : new Source.Plain(text);
        if (source == null) {
            return null;
        }
        return new Part.Document(
                source,
                document.text("name"),
                document.textOrNull("context"),
                document.object("citations").flag("enabled"),
                Notes.NONE);
    }

    private static @Nullable Source source(Doc medium, String mediaType) {
        Doc source = medium.object("source");
        String bytes = source.textOrNull("bytes");
        if (bytes != null) {
            return new Source.Inline(mediaType, bytes);
        }
        String uri = source.object("s3Location").textOrNull("uri");
        return uri == null ? null : new Source.Uploaded(Dialect.BEDROCK, uri, mediaType);
    }
}
