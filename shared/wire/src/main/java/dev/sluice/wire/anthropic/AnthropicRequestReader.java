package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a client's request for a message. */
final class AnthropicRequestReader {
    private static final Set<String> REQUEST = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "metadata",
            "service_tier",
            "stop_sequences",
            "stream",
            "temperature",
            "top_k",
            "top_p",
            "thinking",
            "tool_choice",
            "tools",
            "output_config",
            "output_format");
    private static final Set<String> MESSAGE = Set.of("role", "content");
    private static final Set<String> METADATA = Set.of("user_id");
    private static final Set<String> OUTPUT_CONFIG = Set.of("effort", "format");

    private final Doc request;
    private final AnthropicParts parts = AnthropicParts.ofCaller();

    private AnthropicRequestReader(Doc request) {
        this.request = request;
    }

    static ChatRequest read(Doc request, String model) {
        return new AnthropicRequestReader(request).read(model);
    }

    private ChatRequest read(String model) {
        boolean stream = request.flag("stream");
        return new ChatRequest(
                model,
                messages(),
                AnthropicTools.read(request),
                sampling(),
                answer(),
                AnthropicThinking.read(request),
                service(),
                stream,
                stream,
                extras());
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        Doc system = request.at("system");
        if (!system.isAbsent()) {
            messages.add(new Message(Role.SYSTEM, parts.content(system)));
        }
        for (Doc message : request.list("messages")) {
            messages.add(message(message));
        }
        return messages;
    }

    private Message message(Doc message) {
        Role role = switch (message.text("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> throw message.at("role").wrong("user or assistant");
        };
        Notes notes = Notes.of(AnthropicFields.rest(message, MESSAGE));
        return new Message(role, parts.content(message.at("content")), null, notes);
    }

    private Sampling sampling() {
        return new Sampling(
                request.numberOrNull("temperature"),
                request.numberOrNull("top_p"),
                request.numberOrNull("top_k"),
                null,
                null,
                null);
    }

    private AnswerWish answer() {
        return new AnswerWish(
                request.integerOrNull("max_tokens"),
                request.texts("stop_sequences"),
                format(),
                null,
                null,
                null,
                List.of(),
                null);
    }

    /** In {@code output_config.format}, or where the beta had it. */
    private @Nullable AnswerFormat format() {
        Doc format = request.object("output_config").object("format");
        Doc asked = format.isAbsent() ? request.object("output_format") : format;
        if (asked.isAbsent()) {
            return null;
        }
        if (!asked.text("type").equals("json_schema")) {
            throw asked.at("type").wrong("json_schema");
        }
        Doc schema = asked.object("schema");
        if (schema.isAbsent()) {
            throw schema.wrong("an object");
        }
        return new AnswerFormat.Schema(AnswerFormat.Schema.UNNAMED, null, schema.raw(), true);
    }

    private Service service() {
        return new Service(
                request.textOrNull("service_tier"), request.object("metadata").textOrNull("user_id"), null, null);
    }

    private Extras extras() {
        Extras extras = AnthropicFields.rest(request, REQUEST);
        extras = inner(extras, "metadata", METADATA);
        return inner(extras, "output_config", OUTPUT_CONFIG);
    }

    /** Adds what a member that is known has beside what is known of it. */
    private Extras inner(Extras extras, String name, Set<String> known) {
        Doc member = request.object(name);
        if (member.isAbsent()) {
            return extras;
        }
        Extras rest = AnthropicFields.rest(member, new HashSet<>(known));
        boolean isEmpty = member.node().isEmpty();
        ObjectNode inside = isEmpty ? JsonTree.object() : (ObjectNode) JsonTree.node(rest.members());
        return rest.isEmpty() && !isEmpty ? extras : AnthropicFields.with(extras, name, inside);
    }
}
