package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of models as Anthropic gives them. */
final class AnthropicModels {
    private static final int MAX_MODELS = 10_000;
    private static final int MAX_NAME = 256;

    private AnthropicModels() {}

    static Bytes write(ModelList list) {
        List<ModelList.Model> models = list.models();
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (ModelList.Model model : models) {
                write(json, model);
            }
            json.writeEndArray();
            json.writeBooleanField("has_more", false);
            json.writeStringField(
                    "first_id", models.isEmpty() ? null : models.getFirst().id());
            json.writeStringField(
                    "last_id", models.isEmpty() ? null : models.getLast().id());
            json.writeEndObject();
        });
    }

    static Bytes write(ModelList.Model model) {
        return JsonOut.write(json -> write(json, model));
    }

    private static void write(JsonGenerator json, ModelList.Model model) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "model");
        json.writeStringField("id", model.id());
        json.writeStringField("display_name", model.id());
        json.writeStringField(
                "created_at", Instant.ofEpochSecond(model.createdSeconds()).toString());
        ModelFacts facts = model.facts();
        if (facts != null) {
            number(json, "max_input_tokens", facts.contextTokens());
            number(json, "max_tokens", facts.outputTokens());
            if (!facts.inputs().isEmpty()) {
                json.writeObjectFieldStart("capabilities");
                capability(json, "image_input", facts.inputs().contains("image"));
                capability(json, "pdf_input", facts.inputs().contains("pdf"));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static void capability(JsonGenerator json, String name, boolean supported) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeBooleanField("supported", supported);
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
    }

    /** Reads names from {@code {"data":[{"id"}]}}, each once and at most {@value #MAX_MODELS} of them. */
    static List<String> read(Bytes body) {
        Set<String> names = new LinkedHashSet<>();
        for (Doc model : Doc.ofUpstream(body).at("data").items()) {
            String id = model.node().path("id").asText();
            if (!id.isEmpty() && id.length() <= MAX_NAME && names.size() < MAX_MODELS) {
                names.add(id);
            }
        }
        return List.copyOf(names);
    }
}
