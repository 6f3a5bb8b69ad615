package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes parts of a user's content, for an upstream. */
final class OpenAiPartWriter {
    private final Addressee to;
    private final Losses losses;

    OpenAiPartWriter(Addressee to, Losses losses) {
        this.to = to;
        this.losses = losses;
    }

    /** The part as content; null if there is nothing to write it as. */
    @Nullable
    JsonNode write(Part part) {
        ObjectNode written = switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Image image -> image(image);
            case Part.Audio audio -> audio(audio);
            case Part.Video video -> video(video);
            case Part.Document document -> document(document);
            case Part.Refusal refusal -> lossy(Loss.REFUSAL, refusal.text());
            case Part.Opaque opaque -> {
                if (opaque.dialect() != Dialect.OPENAI) {
                    losses.add(Loss.OPAQUE_PART);
                }
                yield opaque.dialect() == Dialect.OPENAI && JsonTree.node(opaque.json()) instanceof ObjectNode own
                        ? own
                        : null;
            }
            // Not content here; a caller's user cannot say these.
            case Part.Reasoning ignored -> lossy(Loss.REASONING, "");
            case Part.ToolUse ignored -> lossy(Loss.OPAQUE_PART, "");
            case Part.ToolResult ignored -> lossy(Loss.OPAQUE_PART, "");
        };
        if (written == null) {
            losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
        } else {
            finish(part, written);
        }
        return written;
    }

    /** The same of an assistant's part, who may refuse between other words. */
    @Nullable
    JsonNode writeSpoken(Part part) {
        if (!(part instanceof Part.Refusal refusal)) {
            return write(part);
        }
        ObjectNode written = JsonTree.object().put("type", "refusal");
        finish(part, written);
        return written.put("refusal", refusal.text());
    }

    private void finish(Part part, ObjectNode written) {
        Notes notes = part.notes();
        losses.carry(notes.extras(), Dialect.OPENAI, written);
        OpenAiToolWriter.cacheMark(notes.cache(), written, to, losses);
        if (part instanceof Part.Text text && !text.citations().isEmpty()) {
            losses.add(Loss.CITATION);
        }
        losses.addIfPresent(Loss.SEAL, notes.seal());
    }

    static ObjectNode text(String text) {
        return JsonTree.object().put("type", "text").put("text", text);
    }

    private @Nullable ObjectNode lossy(Loss loss, String text) {
        losses.add(loss);
        return text.isEmpty() ? null : text(text);
    }

    private @Nullable ObjectNode image(Part.Image image) {
        String url = url(image.source());
        if (url == null) {
            return lossy(Loss.IMAGE, "");
        }
        ObjectNode out = JsonTree.object().put("type", "image_url");
        ObjectNode inner = out.putObject("image_url").put("url", url);
        if (image.detail() != null) {
            inner.put("detail", image.detail());
        }
        return out;
    }

    static @Nullable String url(Source source) {
        return switch (source) {
            case Source.Url url -> url.url();
            case Source.Inline inline -> OpenAiDataUrl.write(inline);
            case Source.Uploaded ignored -> null;
            case Source.Plain ignored -> null;
        };
    }

    private @Nullable ObjectNode audio(Part.Audio audio) {
        if (!(audio.source() instanceof Source.Inline inline)) {
            return lossy(Loss.AUDIO, audio.transcript() == null ? "" : audio.transcript());
        }
        ObjectNode out = JsonTree.object().put("type", "input_audio");
        out.putObject("input_audio").put("data", inline.base64()).put("format", format(audio, inline));
        return out;
    }

    private static String format(Part.Audio audio, Source.Inline inline) {
        String named = audio.format().isEmpty() ? inline.mediaType() : audio.format();
        String bare = named.substring(named.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        return switch (bare) {
            case "mpeg", "mpga" -> "mp3";
            case "x-wav", "wave", "vnd.wave" -> "wav";
            default -> bare;
        };
    }

    /** OpenAI has no films, but OpenRouter, Qwen and others share this form. */
    private @Nullable ObjectNode video(Part.Video video) {
        String url = url(video.source());
        if (url == null) {
            return lossy(Loss.VIDEO, "");
        }
        ObjectNode out = JsonTree.object().put("type", "video_url");
        out.putObject("video_url").put("url", url);
        return out;
    }

    private @Nullable ObjectNode document(Part.Document document) {
        losses.addIfPresent(Loss.DOCUMENT, document.context());
        if (document.cited()) {
            losses.add(Loss.CITATION);
        }
        String name = document.name();
        return switch (document.source()) {
            case Source.Plain plain -> {
                losses.addIfPresent(Loss.DOCUMENT, name);
                yield text(plain.text());
            }
            case Source.Url url -> lossy(Loss.DOCUMENT, name == null ? url.url() : name + ": " + url.url());
            case Source.Uploaded uploaded ->
                uploaded.dialect() == Dialect.OPENAI || uploaded.dialect() == Dialect.RESPONSES
                        ? file("file_id", uploaded.id(), name)
                        : lossy(Loss.DOCUMENT, "");
            case Source.Inline inline -> file("file_data", OpenAiDataUrl.write(inline), fileName(name, inline));
        };
    }

    /** OpenAI refuses data without a file name. */
    private static String fileName(@Nullable String name, Source.Inline inline) {
        if (name != null && !name.isEmpty()) {
            return name;
        }
        return inline.mediaType().equals("application/pdf") ? "document.pdf" : "document";
    }

    private static ObjectNode file(String member, String value, @Nullable String name) {
        ObjectNode out = JsonTree.object().put("type", "file");
        ObjectNode file = out.putObject("file").put(member, value);
        if (name != null) {
            file.put("filename", name);
        }
        return out;
    }
}
