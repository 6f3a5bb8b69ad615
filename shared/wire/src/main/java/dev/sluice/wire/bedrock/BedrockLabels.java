package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;

/**
 * Labels of a request, as far as Bedrock takes them: {@code requestMetadata} in
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
 */
final class BedrockLabels {
    private static final int MOST = 16;
    private static final int LONGEST = 256;
    private static final String SIGNS = " \t\n\u000B\f\r:_@$#=/+,-.";

    private BedrockLabels() {}

    static ObjectNode of(JsonNode metadata, Losses losses) {
        ObjectNode labels = JsonTree.object();
        for (Map.Entry<String, JsonNode> label : metadata.properties()) {
            JsonNode value = label.getValue();
            boolean isFine = labels.size() < MOST
                    && !label.getKey().isEmpty()
                    && isFine(label.getKey())
                    && value.isTextual()
                    && isFine(value.textValue());
            if (isFine) {
                labels.set(label.getKey(), value);
            } else {
                losses.add(Loss.METADATA);
            }
        }
        return labels;
    }

    private static boolean isFine(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(BedrockLabels::isFine);
    }

    private static boolean isFine(int c) {
        boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return isLetter || (c >= '0' && c <= '9') || SIGNS.indexOf(c) >= 0;
    }
}
