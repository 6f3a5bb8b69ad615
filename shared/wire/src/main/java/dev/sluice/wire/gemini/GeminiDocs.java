package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/** Callers' documents, with their members' names in camel case. */
final class GeminiDocs {
    private GeminiDocs() {}

    static Doc ofCaller(Bytes body) {
        JsonNode tree = JsonTree.parse(body)
                .orElseThrow(() -> new GatewayException(Kind.MALFORMED, "The body is no acceptable JSON."));
        return Doc.ofCaller(GeminiNames.camel(tree));
    }
}
