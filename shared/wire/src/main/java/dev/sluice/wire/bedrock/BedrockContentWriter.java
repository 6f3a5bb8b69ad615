package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes parts as content blocks. */
final class BedrockContentWriter {
    private static final Set<String> TTLS = Set.of("5m", "1h");

    private final Target target;
    private final Losses losses;
    /** Whether the blocks are a tool's result, which has no cache points inside. */
    private final boolean inResult;

    /** Shared with the results within: names are unique in a whole request. */
    private final BedrockDocumentNames names;

    private final BedrockMediaWriter media;

    /** Who will read the blocks. */
    enum Target {
        /** An upstream: it takes no seal but its own, no unsigned thoughts, and no empty texts. */
        UPSTREAM,
        /** An upstream that knows no cache points. */
        UPSTREAM_WITHOUT_CACHE,
        /** The gateway's caller, who gives everything back. */
        CALLER
    }

    BedrockContentWriter(Target target, Losses losses) {
        this(target, losses, false, new BedrockDocumentNames());
    }

    private BedrockContentWriter(Target target, Losses losses, boolean inResult, BedrockDocumentNames names) {
        this.target = target;
        this.losses = losses;
        this.inResult = inResult;
        this.names = names;
        this.media = new BedrockMediaWriter(losses, names);
    }

    /** What is written of a part that was read here, before anything is known of what is missing then. */
    static ObjectNode trial(Part part) {
        return new BedrockContentWriter(Target.CALLER, new Losses()).block(part);
    }

    static ObjectNode cachePoint(CacheMark mark) {
        ObjectNode point = JsonTree.object();
        ObjectNode inside = point.putObject("cachePoint").put("type", "default");
        if (mark.ttl() != null && TTLS.contains(mark.ttl())) {
            inside.put("ttl", mark.ttl());
        }
        return point;
    }

    /** The block that carries a seal for the part that follows. */
    static ObjectNode sealForNext(Seal seal) {
        ObjectNode block = JsonTree.object();
        block.putObject("reasoningContent").put("redactedContent", BedrockBlob.write(Seals.writeForNext(seal)));
        return block;
    }

    void write(List<Part> parts, ArrayNode out) {
        for (Part part : parts) {
            sealBefore(part, out);
            ObjectNode block = block(part);
            if (!block.isEmpty() && !isBlank(part, block)) {
                out.add(block);
            }
            mark(mark(part), out);
        }
    }

    /** A part's mark, or one in a result, which has no place for it inside. */
    private static @Nullable CacheMark mark(Part part) {
        CacheMark own = part.notes().cache();
        return own != null || !(part instanceof Part.ToolResult result)
                ? own
                : result.content().stream()
                        .map(inner -> inner.notes().cache())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /** Bedrock refuses blank texts: "The text field in the ContentBlock object is blank." */
    private boolean isBlank(Part part, ObjectNode block) {
        return target != Target.CALLER
                && !(part instanceof Part.Opaque)
                && block.size() == 1
                && block.path("text").isTextual()
                && block.path("text").textValue().isBlank();
    }

    /** What is to be cached ends here, even if the part itself could not be written. */
    private void mark(@Nullable CacheMark mark, ArrayNode out) {
        if (mark == null || inResult) {
            return;
        }
        boolean isKnown = target != Target.UPSTREAM_WITHOUT_CACHE;
        if (isKnown && !out.isEmpty() && !out.get(out.size() - 1).has("cachePoint")) {
            out.add(cachePoint(mark));
        } else {
            losses.add(Loss.CACHE_MARK);
        }
    }

    /** Only thoughts have a place for a seal: one of another part goes before it. */
    private void sealBefore(Part part, ArrayNode out) {
        Seal seal = part.notes().seal();
        if (seal == null || part instanceof Part.Reasoning) {
            return;
        }
        if (target == Target.CALLER) {
            out.add(sealForNext(seal));
        } else {
            losses.add(Loss.SEAL);
        }
    }

    private ObjectNode block(Part part) {
        ObjectNode block = plain(part);
        if (block.isEmpty() && !part.notes().extras().isOf(Dialect.BEDROCK)) {
            return block;
        }
        BedrockExtras.write(part.notes().extras(), block, losses);
        return block;
    }

    private ObjectNode plain(Part part) {
        return switch (part) {
            case Part.Text text -> text(text);
            case Part.Image image -> media.image(image);
            case Part.Audio audio -> audio(audio);
            case Part.Video video -> media.video(video);
            case Part.Document document -> media.document(document);
            case Part.Reasoning thought -> thought(thought);
            case Part.ToolUse use -> toolUse(use);
            case Part.ToolResult result -> toolResult(result);
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                yield words(refusal.text());
            }
            case Part.Opaque opaque -> opaque(opaque);
        };
    }

    private ObjectNode text(Part.Text text) {
        if (!BedrockExtras.member(text.notes().extras(), "json").isMissingNode()) {
            return JsonTree.object();
        }
        boolean isCited = !text.citations().isEmpty()
                || BedrockExtras.member(text.notes().extras(), "citationsContent")
                        .isObject();
        if (!isCited) {
            return words(text.text());
        }
        ObjectNode block = JsonTree.object();
        ObjectNode content = block.putObject("citationsContent");
        content.putArray("content").addObject().put("text", text.text());
        ArrayNode citations = content.putArray("citations");
        text.citations().forEach(citation -> citations.add(BedrockCitations.write(citation, losses)));
        return block;
    }

    /** Callers get the words of a sound, as they do in a stream, which has no sounds; without words, the sound. */
    private ObjectNode audio(Part.Audio audio) {
        if (target == Target.CALLER && audio.transcript() != null) {
            losses.add(Loss.AUDIO);
            return words(audio.transcript());
        }
        return media.audio(audio);
    }

    static ObjectNode words(String text) {
        return JsonTree.object().put("text", text);
    }

    private ObjectNode thought(Part.Reasoning thought) {
        Seal seal = thought.notes().seal();
        boolean isAsText = BedrockContentReader.isAsText(thought.notes());
        ObjectNode block = JsonTree.object();
        if (target != Target.CALLER && seal != null && !Seals.fits(seal, Dialect.BEDROCK)) {
            losses.add(Loss.SEAL);
            return block;
        }
        if (target != Target.CALLER && seal == null && !isAsText) {
            losses.add(Loss.REASONING);
            return block;
        }
        String signature = seal == null ? null : Seals.write(seal, Dialect.BEDROCK);
        ObjectNode content = block.putObject("reasoningContent");
        if (seal != null && signature != null && isRedacted(thought, seal)) {
            content.put("redactedContent", BedrockBlob.write(signature));
            return block;
        }
        ObjectNode said = content.putObject("reasoningText").put("text", thought.text());
        if (signature != null) {
            said.put("signature", signature);
        }
        return block;
    }

    private static boolean isRedacted(Part.Reasoning thought, Seal seal) {
        return thought.text().isEmpty() && !Seals.isOmitted(seal) && !BedrockContentReader.isAsText(thought.notes());
    }

    private ObjectNode toolUse(Part.ToolUse use) {
        ObjectNode block = JsonTree.object();
        block.putObject("toolUse")
                .put("toolUseId", BedrockNames.toolUseId(use.id()))
                .put("name", use.name())
                .set("input", input(use));
        return block;
    }

    /** Arguments as the object that they must be; free text, or arguments that were cut, in one member. */
    private JsonNode input(Part.ToolUse use) {
        if (use.custom()) {
            losses.add(Loss.CUSTOM_TOOL);
        } else if (use.input().isBlank()) {
            return JsonTree.object();
        } else {
            JsonNode input = JsonTree.parse(use.input()).orElse(null);
            if (input != null && input.isObject()) {
                return input;
            }
            losses.add(Loss.FIELD);
        }
        return JsonTree.object().put(BedrockTools.FREE_TEXT, use.input());
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        ObjectNode block = JsonTree.object();
        ObjectNode inside = block.putObject("toolResult").put("toolUseId", BedrockNames.toolUseId(result.callId()));
        ArrayNode content = inside.putArray("content");
        Losses inner = new Losses();
        new BedrockContentWriter(target, inner, true, names).write(result.content(), content);
        inner.all().forEach(loss -> losses.add(isOfMedium(loss) ? Loss.TOOL_RESULT_PART : loss));
        if (result.error()) {
            inside.put("status", "error");
        }
        return block;
    }

    private static boolean isOfMedium(Loss loss) {
        return loss == Loss.IMAGE || loss == Loss.DOCUMENT || loss == Loss.AUDIO || loss == Loss.VIDEO;
    }

    private ObjectNode opaque(Part.Opaque opaque) {
        if (opaque.dialect() == Dialect.BEDROCK) {
            return (ObjectNode) JsonTree.node(opaque.json());
        }
        losses.add(Loss.OPAQUE_PART);
        return JsonTree.object();
    }
}
