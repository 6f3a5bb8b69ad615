package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.ModelList;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.util.List;

/**
 * Lists of models in the shape of {@code ListFoundationModels}, which is a service of another host.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html
 */
final class BedrockModels {
    private BedrockModels() {}

    static List<String> read(Bytes body) {
        Doc root = Doc.ofUpstream(body);
        if (!root.has("modelSummaries")) {
            throw root.at("modelSummaries").wrong("a list of models");
        }
        return root.list("modelSummaries").stream()
                .map(model -> model.textOr("modelId", ""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    static Bytes write(ModelList models) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("modelSummaries");
            for (ModelList.Model model : models.models()) {
                summary(json, model);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static Bytes write(ModelList.Model model) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeFieldName("modelDetails");
            summary(json, model);
            json.writeEndObject();
        });
    }

    private static void summary(JsonGenerator json, ModelList.Model model) throws IOException {
        json.writeStartObject();
        json.writeStringField("modelId", model.id());
        json.writeStringField("modelName", model.id());
        json.writeStringField("providerName", model.ownedBy());
        json.writeBooleanField("responseStreamingSupported", true);
        json.writeEndObject();
    }
}
