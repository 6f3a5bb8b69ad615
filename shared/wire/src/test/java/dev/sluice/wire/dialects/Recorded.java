package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.testkit.Recordings;
import dev.sluice.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One recorded exchange with an upstream that speaks one of the dialects.
 *
 * @param request what was asked, missing where that was not recorded
 * @param response its status, and its body in one of several forms
 */
record Recorded(String name, String provider, Dialect dialect, JsonNode request, JsonNode response) {
    private static final Map<String, Dialect> APIS = Map.of(
            "openai.chat", Dialect.OPENAI,
            "openai.responses", Dialect.RESPONSES,
            "anthropic.messages", Dialect.ANTHROPIC,
            "gemini.generate", Dialect.GEMINI,
            "bedrock.converse", Dialect.BEDROCK,
            "cohere.v2", Dialect.COHERE);
    private static final List<String> PROVIDERS = List.of(
            "anthropic",
            "anthropic-compat",
            "azure",
            "bedrock",
            "cerebras",
            "cohere",
            "crusoe",
            "deepseek",
            "gemini",
            "groq",
            "llamacpp",
            "lmstudio",
            "mistral",
            "moonshot",
            "ollama",
            "openai",
            "openrouter",
            "perplexity",
            "qwen-dashscope",
            "together",
            "vertex",
            "vllm",
            "vllm-gpustack",
            "xai",
            "zhipu-zai");

    /** All exchanges there are; absent if there is no folder of recordings. */
    static Optional<List<Recorded>> all() {
        return Recordings.find().map(recordings -> {
            List<Recorded> all = new ArrayList<>();
            for (String provider : PROVIDERS) {
                recordings.of(provider).forEach(file -> read(provider, file, all));
            }
            return all;
        });
    }

    private static void read(String provider, Path file, List<Recorded> to) {
        JsonNode recording = tree(file);
        Dialect dialect = APIS.get(recording.path("api").asText());
        if (dialect == null) {
            return;
        }
        int number = 0;
        for (JsonNode exchange : recording.path("exchanges")) {
            String name = provider + "/" + file.getFileName() + "#" + number++;
            to.add(new Recorded(name, provider, dialect, exchange.path("request"), exchange.path("response")));
        }
    }

    private static JsonNode tree(Path file) {
        try {
            return JsonTree.parse(Bytes.of(Files.readAllBytes(file))).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int status() {
        return response.path("status").asInt();
    }

    boolean isStream() {
        return response.has("text") || response.has("events") || response.has("base64");
    }

    /** The upstream's bytes; empty where none were recorded. */
    Bytes body() {
        if (response.has("json")) {
            return JsonTree.write(response.path("json"));
        }
        if (response.has("base64")) {
            return Bytes.of(Base64.getDecoder().decode(response.path("base64").asText()));
        }
        StringBuilder text = new StringBuilder(response.path("text").asText(""));
        response.path("events")
                .forEach(event -> text.append("data: ").append(event.asText()).append("\n\n"));
        return Bytes.utf8(text.toString());
    }

    /** How this provider differs from its dialect, as far as answers go. */
    Set<Quirk> quirks() {
        return switch (provider + "/" + dialect.id()) {
            case "xai/openai", "gemini/openai" -> Set.of(Quirk.REASONING_BESIDE_COMPLETION);
            case "moonshot/openai" -> Set.of(Quirk.USAGE_IN_CHOICE);
            default -> Set.of();
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
