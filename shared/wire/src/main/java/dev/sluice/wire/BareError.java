package dev.sluice.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * An error that an upstream writes as bare JSON where it should send events: in one line or in many, alone or in an array.
 * Gemini does so when it fails in the middle of a stream.
 */
final class BareError {
    private static final int LONGEST = 16 * 1024;
    private static final int NO_END = -1;

    BareError() {}

    /** Whether more bytes may make these an error, or a longer one. */
    boolean isOpen(Bytes bytes) {
        return bytes.length() < LONGEST && bytes.length() > 0 && bytes.at(0) != '<' && end(bytes) == NO_END;
    }

    /** The error that the bytes begin with; null if they do not, or if its end has not come. */
    @Nullable
    UpstreamError read(Bytes bytes) {
        int end = end(bytes);
        if (end == NO_END) {
            return null;
        }
        Bytes value = bytes.slice(0, end);
        JsonNode node = JsonTree.parse(value).orElse(null);
        JsonNode object = node != null && node.isArray() ? node.path(0) : node;
        return object != null && object.isObject() && object.hasNonNull("error")
                ? ErrorReader.readInAnswer(value)
                : null;
    }

    /** Where the first value ends, told by its brackets alone. */
    private static int end(Bytes bytes) {
        int depth = 0;
        boolean inText = false;
        for (int i = 0; i < Math.min(bytes.length(), LONGEST); i++) {
            byte b = bytes.at(i);
            if (inText) {
                i += b == '\\' ? 1 : 0;
                inText = b != '"';
            } else if (b == '"') {
                inText = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth <= 0) {
                return i + 1;
            }
        }
        return NO_END;
    }
}
