package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes one part of a content; results of tools, which only requests have, are {@link GeminiContentWriter}'s. */
final class GeminiPartWriter {
    /** The member that holds the text of a tool that takes free text. */
    static final String FREE_TEXT = "input";

    private static final String SIGNATURE = "thoughtSignature";

    private final boolean toUpstream;
    private final Losses losses;

    private GeminiPartWriter(boolean toUpstream, Losses losses) {
        this.toUpstream = toUpstream;
        this.losses = losses;
    }

    /** Writes for an upstream, which may be given its own seals only. */
    static GeminiPartWriter toUpstream(Losses losses) {
        return new GeminiPartWriter(true, losses);
    }

    /** Writes for a client, which keeps the seals of all upstreams. */
    static GeminiPartWriter toClient(Losses losses) {
        return new GeminiPartWriter(false, losses);
    }

    /** The part; null if nothing of it can be carried. */
    @Nullable
    ObjectNode write(Part part) {
        losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
        ObjectNode written = isNothing(part) ? null : content(part);
        if (written == null) {
            return null;
        }
        seal(part, written);
        GeminiExtras.carry(part.notes().extras(), written, losses);
        return written;
    }

    private @Nullable ObjectNode content(Part part) {
        return switch (part) {
            case Part.Text text -> text(text);
            case Part.Reasoning thought -> thought(thought);
            case Part.Image image -> image(image);
            case Part.Audio audio -> audio(audio);
            case Part.Video video -> media(video.source(), "video/mp4", Loss.VIDEO);
            case Part.Document document -> document(document);
            case Part.ToolUse use -> JsonTree.object().set("functionCall", call(use));
            case Part.ToolResult ignored -> throw new IllegalArgumentException("a result is no single part");
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                yield JsonTree.object().put("text", refusal.text());
            }
            case Part.Opaque opaque -> opaque(opaque);
        };
    }

    /**
     * Whether a part is not worth a word to an upstream, which refuses a text that is empty ("empty text parameter") unless
     * it carries one of Gemini's own signatures.
     */
    private boolean isNothing(Part part) {
        Seal seal = part.notes().seal();
        boolean nothing = toUpstream && "".equals(words(part)) && (seal == null || isForeign(seal));
        if (nothing) {
            losses.addIfPresent(Loss.SEAL, seal);
            losses.addIfPresent(
                    Loss.FIELD,
                    part.notes().extras().isEmpty() ? null : part.notes().extras());
        }
        return nothing;
    }

    private static @Nullable String words(Part part) {
        return part instanceof Part.Text text
                ? text.text()
                : part instanceof Part.Reasoning thought
                        ? thought.text()
                        : part instanceof Part.Refusal refusal ? refusal.text() : null;
    }

    private ObjectNode text(Part.Text text) {
        if (toUpstream && !text.citations().isEmpty()) {
            losses.add(Loss.CITATION);
        }
        return JsonTree.object().put("text", text.text());
    }

    private static ObjectNode thought(Part.Reasoning thought) {
        return JsonTree.object().put("text", thought.text()).put("thought", true);
    }

    private @Nullable ObjectNode image(Part.Image image) {
        losses.addIfPresent(Loss.IMAGE_DETAIL, "auto".equals(image.detail()) ? null : image.detail());
        return media(image.source(), null, Loss.IMAGE);
    }

    private @Nullable ObjectNode audio(Part.Audio audio) {
        ObjectNode written = media(audio.source(), "audio/" + audio.format(), Loss.AUDIO);
        if (audio.transcript() == null) {
            return written;
        }
        losses.add(Loss.AUDIO);
        return written == null ? JsonTree.object().put("text", audio.transcript()) : written;
    }

    private @Nullable ObjectNode document(Part.Document document) {
        losses.addIfPresent(Loss.DOCUMENT, document.name());
        losses.addIfPresent(Loss.DOCUMENT, document.context());
        if (document.cited()) {
            losses.add(Loss.CITATION);
        }
        return media(document.source(), null, Loss.DOCUMENT);
    }

    private @Nullable ObjectNode media(Source source, @Nullable String usualType, Loss loss) {
        return switch (source) {
            case Source.Inline inline -> inline(inline.mediaType(), usualType, inline.base64());
            case Source.Plain plain -> {
                byte[] utf8 = plain.text().getBytes(StandardCharsets.UTF_8);
                yield inline("text/plain", null, Base64.getEncoder().encodeToString(utf8));
            }
            case Source.Url url -> file(url.url(), GeminiMedia.typeOf(url.url()));
            case Source.Uploaded uploaded -> {
                if (uploaded.dialect() == Dialect.GEMINI) {
                    yield file(uploaded.id(), uploaded.mediaType());
                }
                losses.add(loss);
                yield null;
            }
        };
    }

    private static ObjectNode inline(String type, @Nullable String usualType, String base64) {
        ObjectNode written = JsonTree.object();
        String told = type.isEmpty() && usualType != null ? usualType : type;
        written.putObject("inlineData").put("mimeType", told).put("data", base64);
        return written;
    }

    private static ObjectNode file(String uri, @Nullable String type) {
        ObjectNode written = JsonTree.object();
        ObjectNode file = written.putObject("fileData").put("fileUri", uri);
        if (type != null) {
            file.put("mimeType", type);
        }
        return written;
    }

    private ObjectNode call(Part.ToolUse use) {
        ObjectNode call = JsonTree.object();
        if (!use.id().isEmpty() && !GeminiCallIds.isMadeUp(use.id())) {
            call.put("id", use.id());
        }
        call.put("name", use.name());
        Optional<ObjectNode> args = use.custom() ? Optional.empty() : GeminiResults.object(use.input());
        if (args.isEmpty() && !use.input().isBlank()) {
            losses.add(use.custom() ? Loss.CUSTOM_TOOL : Loss.FIELD);
            args = Optional.of(JsonTree.object().put(FREE_TEXT, use.input()));
        }
        call.set("args", args.orElseGet(JsonTree::object));
        return call;
    }

    private @Nullable ObjectNode opaque(Part.Opaque opaque) {
        if (opaque.dialect() != Dialect.GEMINI) {
            losses.add(Loss.OPAQUE_PART);
            return null;
        }
        JsonNode whole = JsonTree.node(opaque.json());
        return whole instanceof ObjectNode object ? object : null;
    }

    private void seal(Part part, ObjectNode written) {
        Seal seal = part.notes().seal();
        if (seal == null) {
            return;
        }
        if (toUpstream && isForeign(seal)) {
            losses.add(Loss.SEAL);
        } else {
            written.put(SIGNATURE, Seals.write(seal, Dialect.GEMINI));
        }
    }

    private static boolean isForeign(@Nullable Seal seal) {
        return seal != null && !Seals.fits(seal, Dialect.GEMINI);
    }
}
