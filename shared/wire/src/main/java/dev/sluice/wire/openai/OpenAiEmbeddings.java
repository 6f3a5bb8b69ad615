package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's embeddings. Its SDKs ask for base64 when the caller names no format, and decode whatever comes, so a caller who
 * asked for base64 must get it even from an upstream that does not know the wish.
 */
final class OpenAiEmbeddings implements EmbeddingFormat {
    private static final Set<String> KNOWN = Set.of("model", "input", "dimensions", "encoding_format");

    @Override
    public EmbeddingRequest readRequest(Call call) {
        Doc request = Doc.ofCaller(call.body());
        Doc input = request.at("input");
        boolean isTexts =
                input.isText() || (input.isArray() && input.items().stream().allMatch(Doc::isText));
        Set<String> known = new HashSet<>(KNOWN);
        if (!isTexts) {
            // Token ids, which mean something to the model's own tokenizer only.
            known.remove("input");
        }
        Long dimensions = request.integerOrNull("dimensions");
        return new EmbeddingRequest(
                request.text("model"),
                !isTexts ? List.of() : input.isText() ? List.of(input.asText()) : request.texts("input"),
                dimensions == null ? null : Math.clamp(dimensions, 0, Integer.MAX_VALUE),
                null,
                asksBase64(request),
                input.isText(),
                new OpenAiRest().of(request, known).extras());
    }

    private static boolean asksBase64(Doc request) {
        return request.textOr("encoding_format", "float").equals("base64");
    }

    @Override
    public Bytes writeRequest(EmbeddingRequest request, Addressee to, Losses losses) {
        ObjectNode out = JsonTree.object().put("model", to.model());
        if (request.single() && request.inputs().size() == 1) {
            out.put("input", request.inputs().getFirst());
        } else if (!request.inputs().isEmpty()) {
            ArrayNode inputs = out.putArray("input");
            request.inputs().forEach(inputs::add);
        }
        if (request.dimensions() != null) {
            out.put("dimensions", request.dimensions());
        }
        if (request.base64()) {
            out.put("encoding_format", "base64");
        }
        losses.addIfPresent(Loss.FIELD, request.task());
        losses.carry(request.extras(), Dialect.OPENAI, out);
        return JsonTree.write(out);
    }

    @Override
    public EmbeddingResponse readResponse(Bytes body) {
        Doc answer = answer(body);
        // Those without a number stay in the order in which they came.
        List<float[]> vectors = answer.list("data").stream()
                .sorted(Comparator.comparingInt(item -> item.at("index").node().asInt(0)))
                .map(item -> vector(item.at("embedding")))
                .toList();
        Usage usage = OpenAiChatResponseReader.usage(answer.node(), Set.of());
        return new EmbeddingResponse(answer.at("model").node().asText(""), vectors, usage);
    }

    private static Doc answer(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        if (OpenAiChatResponseReader.isError(answer.node())) {
            throw new GatewayException(ErrorReader.readInAnswer(body).error());
        }
        if (!answer.at("data").isArray()) {
            throw answer.at("data").wrong("an array");
        }
        return answer;
    }

    private static float[] vector(Doc embedding) {
        if (embedding.isText()) {
            try {
                return OpenAiVectors.decode(embedding.asText());
            } catch (IllegalArgumentException e) {
                throw embedding.wrong("base64 of floats");
            }
        }
        if (!embedding.isArray()) {
            throw embedding.wrong("an array of numbers");
        }
        return OpenAiVectors.floats(embedding.node());
    }

    @Override
    public Bytes writeResponse(EmbeddingResponse response, Call call, Losses losses) {
        boolean base64 = asksBase64(Doc.ofCaller(call.body()));
        ObjectNode out = JsonTree.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        for (float[] vector : response.vectors()) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            item.set("embedding", base64 ? item.textNode(OpenAiVectors.encode(vector)) : OpenAiVectors.array(vector));
        }
        out.put("model", OpenAiChatResponseWriter.model(response.model(), call));
        Usage usage = response.usage() == null ? Usage.NONE : response.usage();
        out.putObject("usage").put("prompt_tokens", usage.prompt()).put("total_tokens", usage.total());
        return JsonTree.write(out);
    }

    /**
     * An answer of this dialect as its caller wants it: the same bytes, unless base64 was asked for and numbers came.
     *
     * @throws GatewayException if it is no answer
     */
    static Bytes forCaller(Bytes body, Call call) {
        Doc answer = answer(body);
        boolean changed = false;
        if (asksBase64(Doc.ofCaller(call.body()))) {
            for (JsonNode item : answer.at("data").node()) {
                if (item.path("embedding").isArray() && item instanceof ObjectNode object) {
                    object.put("embedding", OpenAiVectors.encode(OpenAiVectors.floats(item.get("embedding"))));
                    changed = true;
                }
            }
        }
        return changed ? JsonTree.write(answer.node()) : body;
    }
}
