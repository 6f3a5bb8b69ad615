package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a caller's request. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
final class BedrockRequestReader {
    private BedrockRequestReader() {}

    static ChatRequest read(Call call) {
        Doc root = Doc.ofCaller(call.body());
        ChatRequest plain = new ChatRequest(
                call.outline().model(),
                messages(root),
                BedrockTools.read(root.object("toolConfig")),
                sampling(root),
                wish(root),
                BedrockThinking.read(root.node(), call.outline().model()),
                service(root),
                call.outline().stream(),
                true,
                Extras.NONE);
        return withExtras(plain, root);
    }

    private static List<Message> messages(Doc root) {
        List<Message> messages = new ArrayList<>();
        List<Part> system = BedrockContentReader.ofCaller(root.list("system"));
        if (!system.isEmpty()) {
            messages.add(new Message(Message.Role.SYSTEM, system));
        }
        root.list("messages").forEach(message -> messages.add(message(message)));
        return messages;
    }

    private static Message message(Doc message) {
        Message.Role role = role(message);
        List<Part> parts = BedrockContentReader.ofCaller(message.list("content"));
        ObjectNode written = JsonTree.object().put("role", message.text("role"));
        written.set("content", message.at("content").node());
        Extras extras = role == Message.Role.SYSTEM
                ? new Extras(Dialect.BEDROCK, new RawJson("{\"role\":\"system\"}"))
                : BedrockExtras.beyond(written, message.node());
        return new Message(role, parts, null, Notes.of(extras));
    }

    private static Message.Role role(Doc message) {
        return switch (message.text("role")) {
            case "user" -> Message.Role.USER;
            case "assistant" -> Message.Role.ASSISTANT;
            case "system" -> Message.Role.SYSTEM;
            default -> throw message.at("role").wrong("user, assistant or system");
        };
    }

    private static Sampling sampling(Doc root) {
        Doc config = root.object("inferenceConfig");
        return new Sampling(
                config.numberOrNull("temperature"), config.numberOrNull("topP"), topK(root), null, null, null);
    }

    /** Claude's and Nova's, in fields that Bedrock does not look into. */
    private static @Nullable BigDecimal topK(Doc root) {
        JsonNode fields = root.node().path(BedrockThinking.FIELDS);
        JsonNode topK = fields.has("top_k")
                ? fields.path("top_k")
                : fields.path("inferenceConfig").path("topK");
        return topK.isNumber() ? topK.decimalValue() : null;
    }

    private static AnswerWish wish(Doc root) {
        Doc config = root.object("inferenceConfig");
        return new AnswerWish(
                config.integerOrNull("maxTokens"),
                config.texts("stopSequences"),
                format(root.object("outputConfig").object("textFormat")),
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static @Nullable AnswerFormat format(Doc textFormat) {
        Doc definition = textFormat.object("structure").object("jsonSchema");
        if (definition.isAbsent()) {
            return null;
        }
        String schema = definition.text("schema");
        if (JsonTree.parse(schema).filter(JsonNode::isObject).isEmpty()) {
            throw definition.at("schema").wrong("the text of a JSON Schema");
        }
        return new AnswerFormat.Schema(
                definition.textOr("name", AnswerFormat.Schema.UNNAMED),
                definition.textOrNull("description"),
                new RawJson(schema),
                null);
    }

    private static Service service(Doc root) {
        Doc metadata = root.object("requestMetadata");
        return new Service(
                root.object("serviceTier").textOrNull("type"), null, null, metadata.isAbsent() ? null : metadata.raw());
    }

    private static ChatRequest withExtras(ChatRequest plain, Doc root) {
        ObjectNode rest = JsonTree.object();
        root.node().properties().forEach(member -> rest.set(member.getKey(), member.getValue()));
        removeUnlessEmpty(rest, "messages");
        removeUnlessEmpty(rest, "system");
        if (rest.get("toolConfig") instanceof ObjectNode config) {
            rest.set("toolConfig", copy(config).without("tools"));
        }
        BedrockThinking.said(root.node()).properties().forEach(said -> {
            ObjectNode left = copy(rest.get(said.getKey()));
            said.getValue().properties().forEach(form -> left.remove(form.getKey()));
            rest.remove(said.getKey());
            if (!left.isEmpty()) {
                rest.set(said.getKey(), left);
            }
        });
        ObjectNode written = BedrockRequestWriter.wishes(plain);
        return new ChatRequest(
                plain.model(),
                plain.messages(),
                plain.tooling(),
                plain.sampling(),
                plain.answer(),
                plain.thinking(),
                plain.service(),
                plain.stream(),
                plain.includeUsage(),
                BedrockExtras.beyond(written, rest));
    }

    private static void removeUnlessEmpty(ObjectNode rest, String name) {
        if (!rest.path(name).isEmpty()) {
            rest.remove(name);
        }
    }

    private static ObjectNode copy(JsonNode object) {
        ObjectNode copy = JsonTree.object();
        object.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
        return copy;
    }
}
