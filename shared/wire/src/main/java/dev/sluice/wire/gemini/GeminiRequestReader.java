package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a caller's {@code generateContent} or {@code countTokens} request. */
final class GeminiRequestReader {
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain";
    private static final Set<String> REQUEST =
            Set.of("model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "serviceTier");
    private static final Set<String> CALLING = Set.of("mode", "allowedFunctionNames");
    private static final Set<String> CONFIG = Set.of(
            "temperature",
            "topP",
            "topK",
            "seed",
            "frequencyPenalty",
            "presencePenalty",
            "maxOutputTokens",
            "stopSequences",
            "candidateCount",
            "responseLogprobs",
            "logprobs",
            "responseModalities",
            "responseMimeType",
            "responseJsonSchema",
            "thinkingConfig");

    private final Doc request;
    private final Doc config;
    private final Doc toolConfig;
    private final Doc calling;

    private GeminiRequestReader(Doc request) {
        this.request = request;
        this.config = request.object("generationConfig");
        this.toolConfig = request.object("toolConfig");
        this.calling = toolConfig.object("functionCallingConfig");
    }

    static ChatRequest read(Call call) {
        Doc body = GeminiDocs.ofCaller(call.body());
        Doc inner = body.object("generateContentRequest");
        boolean stream = call.outline().stream();
        return new GeminiRequestReader(inner.isAbsent() ? body : inner)
                .read(call.outline().model(), stream);
    }

    private ChatRequest read(String model, boolean stream) {
        ToolChoice choice = GeminiToolChoice.read(calling);
        return new ChatRequest(
                model,
                GeminiContentReader.read(request),
                new Tooling(GeminiTools.read(request), choice, null),
                sampling(),
                answer(),
                GeminiThinking.read(config),
                new Service(request.textOrNull("serviceTier"), null, null, labels()),
                stream,
                stream,
                extras(choice));
    }

    private Sampling sampling() {
        return new Sampling(
                config.numberOrNull("temperature"),
                config.numberOrNull("topP"),
                config.numberOrNull("topK"),
                config.integerOrNull("seed"),
                config.numberOrNull("frequencyPenalty"),
                config.numberOrNull("presencePenalty"));
    }

    private AnswerWish answer() {
        List<String> modalities = config.texts("responseModalities").stream()
                .map(modality -> modality.toLowerCase(Locale.ROOT))
                .toList();
        return new AnswerWish(
                config.integerOrNull("maxOutputTokens"),
                config.texts("stopSequences"),
                format(),
                count("candidateCount"),
                config.flagOrNull("responseLogprobs"),
                count("logprobs"),
                modalities,
                null);
    }

    private @Nullable Integer count(String name) {
        Long number = config.integerOrNull(name);
        if (number != null && number != number.intValue()) {
            throw config.at(name).wrong("a small integer");
        }
        return number == null ? null : number.intValue();
    }

    private @Nullable AnswerFormat format() {
        Doc schema = config.at("responseJsonSchema");
        Doc own = config.object("responseSchema");
        String type = config.textOr("responseMimeType", "");
        if (type.equals(JSON) && (!schema.isAbsent() || !own.isAbsent())) {
            RawJson json = schema.isAbsent() ? GeminiSchemas.jsonSchema(own.node()) : schema.raw();
            return new AnswerFormat.Schema(AnswerFormat.Schema.UNNAMED, null, json, null);
        }
        return switch (type) {
            case JSON -> new AnswerFormat.Json();
            case PLAIN -> new AnswerFormat.Text();
            default -> null;
        };
    }

    private @Nullable RawJson labels() {
        Doc labels = request.object("labels");
        return labels.isAbsent() ? null : labels.raw();
    }

    /** Labels are kept as they are too: only Vertex takes them, so no other dialect's may be written as labels. */
    private Extras extras(@Nullable ToolChoice choice) {
        Set<String> known = new HashSet<>(CONFIG);
        boolean plain = Set.of("", JSON, PLAIN).contains(config.textOr("responseMimeType", ""));
        if (!plain) {
            known.removeAll(Set.of("responseMimeType", "responseJsonSchema"));
        }
        boolean sameMode = Objects.equals(GeminiToolChoice.mode(choice), calling.textOrNull("mode"));
        return GeminiExtras.gather()
                .of(request, REQUEST)
                .inside("generationConfig", config, known)
                .with("generationConfig", emptyLists())
                .inside("toolConfig", toolConfig, Set.of("functionCallingConfig"))
                .with("toolConfig", callingRest(sameMode))
                .extras();
    }

    private @Nullable JsonNode emptyLists() {
        ObjectNode rest = JsonTree.object();
        for (String list : List.of("stopSequences", "responseModalities")) {
            if (config.at(list).isArray() && config.at(list).items().isEmpty()) {
                rest.putArray(list);
            }
        }
        return rest.isEmpty() ? null : rest;
    }

    private @Nullable JsonNode callingRest(boolean sameMode) {
        if (calling.isAbsent()) {
            return null;
        }
        Extras rest = GeminiExtras.gather()
                .inside("functionCallingConfig", calling, sameMode ? CALLING : Set.of("allowedFunctionNames"))
                .extras();
        return rest.isEmpty() ? null : GeminiExtras.members(rest);
    }
}
