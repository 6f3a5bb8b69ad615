package dev.sluice.wire.openai;

import dev.sluice.model.call.Call;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.wire.json.Doc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a caller's chat request into the model of chat. */
final class OpenAiChatRequestReader {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "tools",
            "functions",
            "tool_choice",
            "function_call",
            "parallel_tool_calls",
            "temperature",
            "top_p",
            "top_k",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "response_format",
            "n",
            "logprobs",
            "top_logprobs",
            "modalities",
            "verbosity",
            "service_tier",
            "user",
            "prompt_cache_key",
            "metadata");

    private OpenAiChatRequestReader() {}

    static ChatRequest read(Call call) {
        Doc request = Doc.ofCaller(call.body());
        return new ChatRequest(
                request.text("model"),
                new OpenAiMessageReader().read(request),
                OpenAiToolReader.read(request),
                sampling(request),
                wish(request),
                OpenAiThinking.read(request),
                service(request),
                call.outline().stream(),
                call.outline().includeUsage(),
                rest(request).extras());
    }

    private static Sampling sampling(Doc request) {
        return new Sampling(
                request.numberOrNull("temperature"),
                request.numberOrNull("top_p"),
                request.numberOrNull("top_k"),
                request.integerOrNull("seed"),
                request.numberOrNull("frequency_penalty"),
                request.numberOrNull("presence_penalty"));
    }

    private static AnswerWish wish(Doc request) {
        Long cap = request.integerOrNull("max_completion_tokens");
        Long choices = request.integerOrNull("n");
        Long alternatives = request.integerOrNull("top_logprobs");
        return new AnswerWish(
                cap == null ? request.integerOrNull("max_tokens") : cap,
                stop(request.at("stop")),
                format(request.object("response_format")),
                choices == null ? null : choices.intValue(),
                request.flagOrNull("logprobs"),
                alternatives == null ? null : Math.clamp(alternatives, 0, Integer.MAX_VALUE),
                request.texts("modalities"),
                request.textOrNull("verbosity"));
    }

    private static List<String> stop(Doc stop) {
        if (stop.isAbsent()) {
            return List.of();
        }
        return stop.isArray() ? stop.items().stream().map(Doc::asText).toList() : List.of(stop.asText());
    }

    private static @Nullable AnswerFormat format(Doc format) {
        return switch (format.isAbsent() ? "" : format.text("type")) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" -> new AnswerFormat.Json();
            case "json_schema" -> schema(format.object("json_schema"));
            default -> null;
        };
    }

    private static AnswerFormat schema(Doc json) {
        Doc schema = json.object("schema");
        return new AnswerFormat.Schema(
                json.text("name"),
                json.textOrNull("description"),
                schema.isAbsent() ? RawJson.EMPTY_OBJECT : schema.raw(),
                json.flagOrNull("strict"));
    }

    private static Service service(Doc request) {
        Doc metadata = request.object("metadata");
        return new Service(
                request.textOrNull("service_tier"),
                request.textOrNull("user"),
                request.textOrNull("prompt_cache_key"),
                metadata.isAbsent() ? null : metadata.raw());
    }

    private static OpenAiRest rest(Doc request) {
        Set<String> known = new HashSet<>(KNOWN);
        known.addAll(OpenAiThinking.MEMBERS);
        if (format(request.object("response_format")) == null) {
            known.remove("response_format");
        }
        if (request.has("max_completion_tokens")) {
            known.remove("max_tokens");
        }
        return new OpenAiRest()
                .of(request, known)
                .inside("stream_options", request.object("stream_options"), Set.of("include_usage"));
    }
}
