package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON values as trees. Numbers keep the form in which they were written. */
public final class JsonTree {
    private static final int LONGEST_STRING = 64 * 1024 * 1024;
    /** Trees are walked by methods that call themselves, for which a thread's stack must do; callers may nest less deep. */
    private static final int DEEPEST = 200;

    /** Less than a lenient cursor takes, which reads what is written of a tree. */
    private static final int LONGEST_NUMBER = 500;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_STRING)
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonTree() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The one value that these bytes are; empty if they are not JSON. */
    public static Optional<JsonNode> parse(Bytes bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes.array(), bytes.offset(), bytes.length());
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException e) {
            // No JSON, or, being in an array, in no encoding that JSON may have.
            return Optional.empty();
        }
    }

    /** The one value that this text is; empty if it is not JSON. */
    public static Optional<JsonNode> parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static Bytes write(JsonNode node) {
        try {
            return Bytes.of(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value to be carried and not understood. */
    public static RawJson raw(JsonNode node) {
        return new RawJson(node.toString());
    }

    /** A carried value, back as a tree. What readers made is always JSON; anything else is a bug. */
    public static JsonNode node(RawJson raw) {
        return parse(raw.text()).orElseThrow(() -> new IllegalArgumentException("a raw value that is no JSON"));
    }
}
