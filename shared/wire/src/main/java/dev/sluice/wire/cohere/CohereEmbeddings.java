package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's v2 embed (https://docs.cohere.com/reference/embed). Vectors come by type; between dialects only numbers
 * ({@code float}) are asked for and given.
 */
final class CohereEmbeddings implements EmbeddingFormat {
    static final CohereEmbeddings INSTANCE = new CohereEmbeddings();
    private static final String TYPES = "embedding_types";
    private static final String NUMBERS = "float";
    private static final Set<String> KNOWN = Set.of("model", "texts", "input_type", TYPES, "output_dimension");
    /** What vectors are for, here and as Gemini says it. Cohere's models insist on being told. */
    private static final String USUAL = "search_document";

    private static final Map<String, String> TASKS = Map.of(
            USUAL,
            "RETRIEVAL_DOCUMENT",
            "search_query",
            "RETRIEVAL_QUERY",
            "classification",
            "CLASSIFICATION",
            "clustering",
            "CLUSTERING");
    private static final Map<String, String> INPUT_TYPES =
            TASKS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private CohereEmbeddings() {}

    @Override
    public EmbeddingRequest readRequest(Call call) {
        Doc request = Doc.ofCaller(call.body());
        List<String> texts = request.texts("texts");
        if (texts.isEmpty()) {
            throw request.at("texts").wrong("an array with at least one text");
        }
        List<String> types = request.texts(TYPES);
        if (!types.isEmpty() && !types.contains(NUMBERS)) {
            throw request.at(TYPES).wrong("an array with \"float\", which is what every provider gives");
        }
        Long dimensions = request.integerOrNull("output_dimension");
        String inputType = request.textOrNull("input_type");
        return new EmbeddingRequest(
                request.text("model"),
                texts,
                dimensions == null ? null : Math.clamp(dimensions, 0, Integer.MAX_VALUE),
                inputType == null ? null : TASKS.getOrDefault(inputType, inputType),
                false,
                false,
                request.rest(Dialect.COHERE, KNOWN));
    }

    @Override
    public Bytes writeRequest(EmbeddingRequest request, Addressee to, Losses losses) {
        ObjectNode out = JsonTree.object().put("model", to.model());
        ArrayNode texts = out.putArray("texts");
        request.inputs().forEach(texts::add);
        out.put("input_type", inputType(request.task(), losses));
        out.putArray(TYPES).add(NUMBERS);
        if (request.dimensions() != null) {
            out.put("output_dimension", request.dimensions());
        }
        losses.carry(request.extras(), Dialect.COHERE, out);
        return JsonTree.write(out);
    }

    private static String inputType(@Nullable String task, Losses losses) {
        if (task == null) {
            return USUAL;
        }
        String inputType = INPUT_TYPES.get(task);
        if (inputType == null) {
            losses.add(Loss.FIELD);
        }
        return inputType == null ? USUAL : inputType;
    }

    @Override
    public EmbeddingResponse readResponse(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        Doc embeddings = answer.at("embeddings");
        if (!embeddings.isObject()) {
            throw embeddings.wrong("an object of vectors by type");
        }
        // A caller of this dialect may have asked for other types alone, and gets them as they came.
        List<float[]> vectors =
                embeddings.list(NUMBERS).stream().map(CohereEmbeddings::vector).toList();
        Usage usage = CohereUsage.read(answer.object("meta").node());
        return new EmbeddingResponse("", vectors, usage);
    }

    private static float[] vector(Doc numbers) {
        List<Doc> items = numbers.items();
        float[] vector = new float[items.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode number = items.get(i).node();
            if (!number.isNumber()) {
                throw numbers.wrong("an array of numbers");
            }
            vector[i] = number.floatValue();
        }
        return vector;
    }

    @Override
    public Bytes writeResponse(EmbeddingResponse response, Call call, Losses losses) {
        ObjectNode out = JsonTree.object().put("id", call.id().value());
        ArrayNode vectors = out.putObject("embeddings").putArray(NUMBERS);
        for (float[] vector : response.vectors()) {
            ArrayNode numbers = vectors.addArray();
            for (float number : vector) {
                numbers.add(number);
            }
        }
        out.set("texts", Doc.ofCaller(call.body()).at("texts").node());
        long tokens = response.usage() == null ? 0 : response.usage().prompt();
        ObjectNode meta = out.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        meta.putObject("billed_units").put("input_tokens", tokens);
        out.put("response_type", "embeddings_by_type");
        return JsonTree.write(out);
    }
}
