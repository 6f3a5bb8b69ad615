package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code embedContent} and {@code batchEmbedContents} (https://ai.google.dev/api/embeddings). Callers may use either;
 * upstreams are always asked in batches, so that one path serves both.
 */
final class GeminiEmbeddings implements EmbeddingFormat {
    static final GeminiEmbeddings INSTANCE = new GeminiEmbeddings();
    private static final String REQUESTS = "requests";
    private static final Set<String> REQUEST = Set.of("model", "content", "taskType", "outputDimensionality");

    private GeminiEmbeddings() {}

    /** Whether the caller sent one text for one vector. */
    static boolean isSingle(Call call) {
        return !GeminiDocs.ofCaller(call.body()).has(REQUESTS);
    }

    @Override
    public EmbeddingRequest readRequest(Call call) {
        Doc body = GeminiDocs.ofCaller(call.body());
        boolean single = !body.has(REQUESTS);
        List<Doc> requests = single ? List.of(body) : body.list(REQUESTS);
        if (requests.isEmpty()) {
            throw body.at(REQUESTS).wrong("an array with at least one request");
        }
        List<String> inputs = requests.stream()
                .map(request -> GeminiContentReader.text(request.object("content")))
                .toList();
        // Google lets each text of a batch differ; everyone else wants all alike, and callers make them so.
        Doc first = requests.getFirst();
        Long dimensions = first.integerOrNull("outputDimensionality");
        Extras extras = GeminiExtras.beyond(first, REQUEST);
        return new EmbeddingRequest(
                call.outline().model(),
                inputs,
                dimensions == null ? null : dimensions.intValue(),
                first.textOrNull("taskType"),
                false,
                single,
                extras);
    }

    @Override
    public Bytes writeRequest(EmbeddingRequest request, Addressee to, Losses losses) {
        ObjectNode written = JsonTree.object();
        ArrayNode requests = written.putArray(REQUESTS);
        for (String input : request.inputs()) {
            ObjectNode one = requests.addObject().put("model", "models/" + to.model());
            one.putObject("content").putArray("parts").addObject().put("text", input);
            if (request.task() != null) {
                one.put("taskType", request.task());
            }
            if (request.dimensions() != null) {
                one.put("outputDimensionality", request.dimensions());
            }
            GeminiExtras.carry(request.extras(), one, losses);
        }
        return JsonTree.write(written);
    }

    /** The caller's own request as a batch for this model. */
    static Bytes batch(Bytes body, String model) {
        ObjectNode request = (ObjectNode) GeminiDocs.ofCaller(body).node();
        ObjectNode batch = request.has(REQUESTS) ? request : JsonTree.object();
        if (!request.has(REQUESTS)) {
            batch.putArray(REQUESTS).add(request);
        }
        for (JsonNode one : batch.path(REQUESTS)) {
            if (one instanceof ObjectNode object) {
                object.put("model", "models/" + model);
            }
        }
        return JsonTree.write(batch);
    }

    @Override
    public EmbeddingResponse readResponse(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        List<float[]> vectors = new ArrayList<>();
        List<Doc> embeddings =
                answer.has("embedding") ? List.of(answer.object("embedding")) : answer.list("embeddings");
        for (Doc embedding : embeddings) {
            vectors.add(vector(embedding.at("values")));
        }
        if (vectors.isEmpty()) {
            throw answer.at("embeddings").wrong("a list of vectors");
        }
        return new EmbeddingResponse("", vectors, usage(answer));
    }

    private static float[] vector(Doc values) {
        JsonNode node = values.node();
        float[] vector = new float[node.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!node.path(i).isNumber()) {
                throw values.wrong("a list of numbers");
            }
            vector[i] = node.path(i).floatValue();
        }
        if (vector.length == 0) {
            throw values.wrong("a list of numbers");
        }
        return vector;
    }

    private static @Nullable Usage usage(Doc answer) {
        JsonNode metadata = answer.object("usageMetadata").node();
        return GeminiUsage.isReported(metadata) ? GeminiUsage.read(metadata) : null;
    }

    @Override
    public Bytes writeResponse(EmbeddingResponse response, Call call, Losses losses) {
        ObjectNode written = JsonTree.object();
        if (isSingle(call) && response.vectors().size() == 1) {
            values(response.vectors().getFirst(), written.putObject("embedding"));
        } else {
            ArrayNode embeddings = written.putArray("embeddings");
            response.vectors().forEach(vector -> values(vector, embeddings.addObject()));
        }
        if (response.usage() != null) {
            written.set("usageMetadata", GeminiUsage.write(response.usage()));
        }
        return JsonTree.write(written);
    }

    private static void values(float[] vector, ObjectNode embedding) {
        ArrayNode values = embedding.putArray("values");
        for (float value : vector) {
            values.add(value);
        }
    }
}
