package dev.sluice.wire.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonSyntaxException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lists of models, as callers see them and as upstreams give them. */
final class OpenAiModels {
    private static final int MAX_MODELS = 10_000;
    private static final int MAX_NAME = 256;

    private final JsonCursor cursor;
    private final Set<String> names = new LinkedHashSet<>();
    private boolean listed;

    private OpenAiModels(JsonCursor cursor) {
        this.cursor = cursor;
    }

    static Bytes write(ModelList list) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ModelList.Model model : list.models()) {
                write(json, model);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static Bytes write(ModelList.Model model) {
        return JsonOut.write(json -> write(json, model));
    }

    private static void write(JsonGenerator json, ModelList.Model model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", model.id());
        json.writeStringField("object", "model");
        json.writeNumberField("created", model.createdSeconds());
        json.writeStringField("owned_by", model.ownedBy());
        if (model.facts() != null) {
            write(json, model.facts());
        }
        json.writeEndObject();
    }

    /** OpenAI has no words for these; they are OpenRouter's: https://openrouter.ai/docs/api-reference/list-available-models */
    private static void write(JsonGenerator json, ModelFacts facts) throws IOException {
        if (facts.contextTokens() != null) {
            json.writeNumberField("context_length", facts.contextTokens());
        }
        if (facts.outputTokens() != null) {
            json.writeNumberField("max_completion_tokens", facts.outputTokens());
        }
        if (!facts.inputs().isEmpty() || !facts.outputs().isEmpty()) {
            json.writeObjectFieldStart("architecture");
            write(json, "input_modalities", facts.inputs());
            write(json, "output_modalities", facts.outputs());
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String name, List<String> modalities) throws IOException {
        json.writeArrayFieldStart(name);
        for (String modality : modalities) {
            json.writeString(modality);
        }
        json.writeEndArray();
    }

    /**
     * Reads names from {@code {"data":[{"id"}]}}, a bare array (Together) or {@code {"models":[{"name"}]}}, each name once and
     * at most {@value #MAX_MODELS} of them.
     *
     * @throws GatewayException of kind {@code UPSTREAM_FAILED} if it is no such list
     */
    static List<String> read(Bytes body) {
        JsonCursor cursor = JsonCursor.lenient().over(body.array(), body.offset(), body.offset() + body.length());
        OpenAiModels models = new OpenAiModels(cursor);
        try {
            models.document(cursor.next());
        } catch (JsonSyntaxException e) {
            throw noList();
        }
        if (!models.listed) {
            throw noList();
        }
        return List.copyOf(models.names);
    }

    private void document(Token first) {
        if (first == Token.ARRAY) {
            list();
        } else if (first == Token.OBJECT) {
            while (cursor.next() == Token.NAME) {
                OpenAiFields.Listing field = OpenAiFields.LISTING.find(cursor);
                Token value = cursor.next();
                boolean isList = field == OpenAiFields.Listing.DATA || field == OpenAiFields.Listing.MODELS;
                if (isList && value == Token.ARRAY) {
                    list();
                } else {
                    cursor.skip(value);
                }
            }
        } else {
            cursor.skip(first);
        }
        cursor.next();
    }

    private void list() {
        listed = true;
        for (Token item = cursor.next(); item != Token.ARRAY_END; item = cursor.next()) {
            if (item == Token.OBJECT) {
                model();
            } else {
                cursor.skip(item);
            }
        }
    }

    private void model() {
        String id = "";
        String name = "";
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Listing field = OpenAiFields.LISTING.find(cursor);
            Token value = cursor.next();
            boolean isText = value == Token.STRING && cursor.textLength() <= MAX_NAME;
            if (isText && field == OpenAiFields.Listing.ID) {
                id = cursor.text();
            } else if (isText && field == OpenAiFields.Listing.NAME) {
                name = cursor.text();
            } else {
                cursor.skip(value);
            }
        }
        String model = id.isEmpty() ? name : id;
        if (!model.isEmpty() && names.size() < MAX_MODELS) {
            names.add(model);
        }
    }

    private static GatewayException noList() {
        return new GatewayException(GatewayError.Kind.UPSTREAM_FAILED, "The upstream's answer is no list of models.");
    }
}
