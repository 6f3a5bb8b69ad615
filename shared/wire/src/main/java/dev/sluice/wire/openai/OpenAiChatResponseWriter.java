package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;

/** Writes a whole answer for a client. */
final class OpenAiChatResponseWriter {
    private final ChatResponse response;
    private final Call call;
    private final Losses losses;

    private OpenAiChatResponseWriter(ChatResponse response, Call call, Losses losses) {
        this.response = response;
        this.call = call;
        this.losses = losses;
    }

    static Bytes write(ChatResponse response, Call call, Losses losses) {
        return JsonTree.write(new OpenAiChatResponseWriter(response, call, losses).write());
    }

    private ObjectNode write() {
        ObjectNode out = JsonTree.object()
                .put("id", id(response.id(), call))
                .put("object", "chat.completion")
                .put("created", response.createdSeconds())
                .put("model", model(response.model(), call));
        ArrayNode choices = out.putArray("choices");
        response.choices().forEach(choice -> choices.add(choice(choice)));
        if (response.usage() != null) {
            out.set("usage", OpenAiUsageWriter.write(response.usage(), losses));
            OpenAiUsageWriter.tier(response.usage(), out, losses);
        }
        losses.carry(response.extras(), Dialect.OPENAI, out);
        return out;
    }

    /** The upstream's id, or one made of the call's. */
    static String id(String id, Call call) {
        return id.isEmpty() ? "chatcmpl-" + call.id().value() : id;
    }

    static String model(String model, Call call) {
        return model.isEmpty() ? call.answering() : model;
    }

    private ObjectNode choice(Choice choice) {
        ObjectNode out = JsonTree.object().put("index", choice.index());
        ObjectNode message = out.putObject("message").put("role", "assistant");
        content(choice.parts(), message);
        OpenAiThoughtsWriter.forClient(choice.parts(), message);
        boolean refused = message.hasNonNull("refusal");
        out.putNull("finish_reason");
        if (choice.finish() != null) {
            out.put("finish_reason", OpenAiFinish.write(choice.finish(), refused, losses));
        }
        if (!choice.logprobs().isEmpty()) {
            boolean isRefusal = message.path("content").isNull() && refused;
            out.set("logprobs", OpenAiLogprobs.write(choice.logprobs(), isRefusal));
        }
        losses.carry(choice.extras(), Dialect.OPENAI, out);
        return out;
    }

    private void content(List<Part> parts, ObjectNode message) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        ArrayNode calls = message.arrayNode();
        ArrayNode list = message.arrayNode();
        message.putNull("content");
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> text(said, text, list, message);
                case Part.Refusal said -> refusal.append(said.text());
                case Part.ToolUse use -> calls.add(OpenAiCalls.write(use, use.id(), losses));
                case Part.Image image -> image(image, message, losses);
                case Part.Audio audio -> OpenAiAudio.write(audio, id(response.id(), call), message, losses);
                case Part.Opaque opaque -> opaque(opaque, list);
                case Part.Video ignored -> losses.add(Loss.VIDEO);
                case Part.Document ignored -> losses.add(Loss.DOCUMENT);
                case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
                case Part.Reasoning ignored -> {}
            }
        }
        boolean isElsewhere = !calls.isEmpty() || !refusal.isEmpty() || message.has("audio");
        if (hasOpaque(list)) {
            message.set("content", list);
        } else if (!text.isEmpty() || !isElsewhere) {
            message.put("content", text.toString());
        }
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private void opaque(Part.Opaque opaque, ArrayNode list) {
        if (opaque.dialect() == Dialect.OPENAI) {
            list.add(JsonTree.node(opaque.json()));
        } else {
            losses.add(Loss.OPAQUE_PART);
        }
    }

    /** The list form of a content is written only where a part of it has no other form. */
    private static boolean hasOpaque(ArrayNode list) {
        for (JsonNode item : list) {
            if (!item.path("type").asText("").equals("text")) {
                return true;
            }
        }
        return false;
    }

    private void text(Part.Text said, StringBuilder text, ArrayNode list, ObjectNode message) {
        int from = text.length();
        text.append(said.text());
        ObjectNode item = list.addObject().put("type", "text").put("text", said.text());
        losses.carry(said.notes().extras(), Dialect.OPENAI, item);
        for (Citation citation : said.citations()) {
            ObjectNode annotation = OpenAiCitations.write(citation, from, text.length(), losses);
            if (annotation != null) {
                message.withArray("annotations").add(annotation);
            }
        }
    }

    /** As OpenRouter gives pictures that a model made. */
    static void image(Part.Image image, ObjectNode message, Losses losses) {
        losses.addIfPresent(Loss.SEAL, image.notes().seal());
        String url = OpenAiPartWriter.url(image.source());
        if (url == null) {
            losses.add(Loss.IMAGE);
            return;
        }
        ObjectNode item = message.withArray("images").addObject().put("type", "image_url");
        item.putObject("image_url").put("url", url);
        losses.carry(image.notes().extras(), Dialect.OPENAI, item);
    }
}
