package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.RankedDocuments;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/**
 * Jina's rerank, which OpenAI itself does not have but servers of its dialect do. Voyage has {@code data} for {@code results}.
 *
 * @see <a href="https://api.jina.ai/redoc">Jina's API</a>
 */
final class OpenAiRerank implements RerankFormat {
    static final RerankFormat INSTANCE = new OpenAiRerank();
    private static final String RESULTS = "results";
    private static final String DATA = "data";

    private OpenAiRerank() {}

    @Override
    public RerankRequest readRequest(Call call) {
        return RankedDocuments.request(Doc.ofCaller(call.body()), Dialect.OPENAI);
    }

    @Override
    public Bytes writeRequest(RerankRequest request, Addressee to, Losses losses) {
        ObjectNode out = JsonTree.object().put("model", to.model()).put("query", request.query());
        ArrayNode documents = out.putArray("documents");
        request.documents().forEach(document -> documents.add(JsonTree.node(document)));
        if (request.top() != null) {
            out.put("top_n", request.top());
        }
        if (request.returnDocuments() != null) {
            out.put("return_documents", request.returnDocuments());
        }
        losses.carry(request.extras(), Dialect.OPENAI, out);
        return JsonTree.write(out);
    }

    @Override
    public RerankResponse readResponse(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        Doc results = answer.at(answer.at(RESULTS).isAbsent() ? DATA : RESULTS);
        return new RerankResponse(
                answer.at("model").node().asText(""),
                RankedDocuments.read(results),
                RankedDocuments.usage(answer.node()));
    }

    @Override
    public boolean isOwn(Bytes body) {
        return Doc.ofUpstream(body).at(RESULTS).isArray();
    }

    @Override
    public Bytes writeResponse(RerankResponse response, Call call, Losses losses) {
        ObjectNode out = JsonTree.object()
                .put("id", call.id().value())
                .put("object", "list")
                .put("model", OpenAiChatResponseWriter.model(response.model(), call));
        RankedDocuments.write(response, readRequest(call), out);
        long tokens = response.usage() == null ? 0 : response.usage().prompt();
        out.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        long searches = RankedDocuments.searches(response.usage());
        if (searches > 0) {
            out.putObject("meta").putObject("billed_units").put("search_units", searches);
        }
        return JsonTree.write(out);
    }
}
