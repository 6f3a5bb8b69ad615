package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a caller's request into the model. */
final class ResponsesRequestReader {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "max_output_tokens",
            "top_logprobs",
            "temperature",
            "top_p",
            "user",
            "prompt_cache_key",
            "service_tier",
            "metadata",
            "stream");
    private static final String LOGPROBS = "message.output_text.logprobs";

    private final Doc body;
    private final ObjectNode extras;

    private ResponsesRequestReader(Doc body) {
        this.body = body;
        this.extras = (ObjectNode) ResponsesNotes.members(body.rest(Dialect.RESPONSES, KNOWN));
        this.extras.remove("stream");
    }

    static ChatRequest read(Doc body) {
        return new ResponsesRequestReader(body).read();
    }

    private ChatRequest read() {
        Tooling tooling = new Tooling(ResponsesTools.read(body), choice(), body.flagOrNull("parallel_tool_calls"));
        Sampling sampling =
                new Sampling(body.numberOrNull("temperature"), body.numberOrNull("top_p"), null, null, null, null);
        AnswerWish wish = wish();
        Thinking thinking = thinking(body.object("reasoning"));
        Service service = service();
        // The extras are never none: they tell the writer that the caller speaks this dialect.
        return new ChatRequest(
                body.text("model"),
                messages(),
                tooling,
                sampling,
                wish,
                thinking,
                service,
                body.flag("stream"),
                true,
                new Extras(Dialect.RESPONSES, JsonTree.raw(extras)));
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        Doc instructions = body.at("instructions");
        if (!instructions.isAbsent()) {
            List<Part> words = List.of(new Part.Text(instructions.asText()));
            messages.add(new Message(Role.SYSTEM, words, null, Notes.of(ResponsesNotes.MARK)));
        }
        if (body.has("input")) {
            messages.addAll(new ResponsesInputReader().read(body.at("input")));
        }
        return messages;
    }

    private @Nullable ToolChoice choice() {
        Doc choice = body.at("tool_choice");
        if (ResponsesTools.isOwn(choice)) {
            extras.set("tool_choice", choice.node());
        }
        return ResponsesTools.choice(choice);
    }

    private AnswerWish wish() {
        Doc text = body.object("text");
        AnswerFormat format = format(text.object("format"));
        String verbosity = text.textOrNull("verbosity");
        boolean isKept = !text.isAbsent()
                && !text.rest(Dialect.RESPONSES, Set.of("format", "verbosity")).isEmpty();
        boolean isFormatKept = text.has("format")
                && (format == null
                        || !text.at("format")
                                .rest(Dialect.RESPONSES, Set.of("type", "name", "description", "schema", "strict"))
                                .isEmpty());
        if (isKept || isFormatKept || (!text.isAbsent() && format == null && verbosity == null)) {
            extras.set("text", text.node());
        }
        Long top = body.integerOrNull("top_logprobs");
        boolean logprobs = body.has("include") && body.texts("include").contains(LOGPROBS);
        return new AnswerWish(
                body.integerOrNull("max_output_tokens"),
                List.of(),
                format,
                null,
                logprobs ? Boolean.TRUE : null,
                top == null ? null : Math.clamp(top, 0, Integer.MAX_VALUE),
                List.of(),
                verbosity);
    }

    private static @Nullable AnswerFormat format(Doc format) {
        if (format.isAbsent()) {
            return null;
        }
        return switch (format.text("type")) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" -> new AnswerFormat.Json();
            case "json_schema" -> {
                if (!format.at("schema").isObject()) {
                    throw format.at("schema").wrong("an object");
                }
                yield new AnswerFormat.Schema(
                        format.text("name"),
                        format.textOrNull("description"),
                        format.at("schema").raw(),
                        format.flagOrNull("strict"));
            }
            default -> null;
        };
    }

    private static @Nullable Thinking thinking(Doc reasoning) {
        if (reasoning.isAbsent()) {
            return null;
        }
        String summary = reasoning.textOrNull("summary");
        String effort = reasoning.textOrNull("effort");
        Extras rest = reasoning.rest(Dialect.RESPONSES, Set.of("effort", "summary"));
        return new Thinking(null, effort, null, summary, summary == null ? null : true, rest);
    }

    private Service service() {
        String user = body.textOrNull("user");
        String safety = body.textOrNull("safety_identifier");
        if (safety != null && user != null) {
            extras.put("user", user);
        }
        Doc metadata = body.object("metadata");
        return new Service(
                body.textOrNull("service_tier"),
                user == null ? safety : user,
                body.textOrNull("prompt_cache_key"),
                metadata.isAbsent() ? null : metadata.raw());
    }
}
