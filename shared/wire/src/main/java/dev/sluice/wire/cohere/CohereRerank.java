package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.RankedDocuments;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/**
 * Cohere's v2 rerank: documents are texts, and do not come back.
 *
 * @see <a href="https://docs.cohere.com/reference/rerank">Cohere's rerank</a>
 */
final class CohereRerank implements RerankFormat {
    static final RerankFormat INSTANCE = new CohereRerank();
    private static final String RESULTS = "results";

    private CohereRerank() {}

    @Override
    public RerankRequest readRequest(Call call) {
        return RankedDocuments.request(Doc.ofCaller(call.body()), Dialect.COHERE);
    }

    @Override
    public Bytes writeRequest(RerankRequest request, Addressee to, Losses losses) {
        ObjectNode out = JsonTree.object().put("model", to.model()).put("query", request.query());
        ArrayNode documents = out.putArray("documents");
        request.documents().forEach(document -> documents.add(text(document, losses)));
        if (request.top() != null) {
            out.put("top_n", request.top());
        }
        losses.carry(request.extras(), Dialect.COHERE, out);
        return JsonTree.write(out);
    }

    /** What has no text goes as what it is written as, so that no other document changes its place. */
    private static String text(RawJson document, Losses losses) {
        String text = RankedDocuments.text(document);
        if (text == null) {
            losses.add(Loss.DOCUMENT);
            return document.text();
        }
        return text;
    }

    @Override
    public RerankResponse readResponse(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        return new RerankResponse("", RankedDocuments.read(answer.at(RESULTS)), RankedDocuments.usage(answer.node()));
    }

    @Override
    public boolean isOwn(Bytes body) {
        return true;
    }

    @Override
    public Bytes writeResponse(RerankResponse response, Call call, Losses losses) {
        ObjectNode out = JsonTree.object().put("id", call.id().value());
        RankedDocuments.write(response, readRequest(call), out);
        ObjectNode meta = out.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        ObjectNode billed = meta.putObject("billed_units");
        long searches = RankedDocuments.searches(response.usage());
        if (searches > 0) {
            billed.put("search_units", searches);
        }
        if (response.usage() != null && response.usage().prompt() > 0) {
            billed.put("input_tokens", response.usage().prompt());
        }
        return JsonTree.write(out);
    }
}
