package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.SseFrames;
import dev.sluice.wire.Tickets;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiCodec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one vendor writes what OpenAI's dialect says: JSON in, JSON out. Stateless; shared by all threads. */
interface VendorShape {

    /** The vendor's request for a chat. What it does not take of the members is lost, by name. */
    ObjectNode chatRequest(Members asked);

    /**
     * A vendor's whole answer as OpenAI writes one.
     *
     * @throws GatewayException of kind {@code UPSTREAM_FAILED} if it is none
     */
    ObjectNode chatAnswer(Doc answer);

    /** Reads one streamed answer. */
    ChunkReader chunks();

    /**
     * What went wrong, in members that OpenAI's errors have ({@code message}, {@code code}), and {@code status_code} where the
     * vendor's codes stand for one; null if this is an answer.
     */
    @Nullable
    ObjectNode failure(JsonNode body);

    /** What was used, where the vendor bills something else than tokens; null where it does not. */
    default @Nullable Usage billed(JsonNode answer) {
        return null;
    }

    /** Cuts a stream into events. */
    default Frames frames() {
        return new SseFrames();
    }

    /** What an event carries; null if that is no JSON object: a ping, or a word that ends the stream. */
    default @Nullable JsonNode payload(Frame event) {
        return JsonTree.parse(event.data()).filter(JsonNode::isObject).orElse(null);
    }

    /** How its tickets are read, where it may give one instead of an answer. */
    default Optional<Tickets> tickets() {
        return Optional.empty();
    }

    /** The media type of streams where it is not that of server-sent events. */
    default Optional<String> streamType() {
        return Optional.empty();
    }

    default ObjectNode embeddingRequest(Members asked) {
        throw new GatewayException(Kind.MODEL_NOT_FOUND, "This provider makes no vectors.");
    }

    default ObjectNode embeddingAnswer(Doc answer) {
        throw answer.wrong("an answer with vectors");
    }

    default ObjectNode rerankRequest(Members asked) {
        throw new GatewayException(Kind.MODEL_NOT_FOUND, "This provider ranks no documents.");
    }

    default ObjectNode rerankAnswer(Doc answer) {
        throw answer.wrong("an answer with ranks");
    }

    /** Names of the models that the vendor lists. */
    default List<String> models(Bytes list) {
        return OpenAiCodec.INSTANCE.readModels(list);
    }
}
