package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes JSON schemas such as those whom they must bind take them. */
final class BedrockSchemas {
    private static final String OTHERS = "additionalProperties";

    private BedrockSchemas() {}

    /** Lets objects have no other members than are named. Whether that says less than was said. */
    static boolean close(JsonNode schema) {
        boolean isChanged = false;
        if (schema instanceof ObjectNode object && isOfObjects(object.path("type"))) {
            JsonNode others = object.path(OTHERS);
            isChanged = !others.isBoolean() || others.booleanValue();
            object.put(OTHERS, false);
        }
        for (JsonNode inner : schema) {
            isChanged |= close(inner);
        }
        return isChanged;
    }

    private static boolean isOfObjects(JsonNode type) {
        for (JsonNode one : type) {
            if (isOfObjects(one)) {
                return true;
            }
        }
        return type.isTextual() && type.textValue().equals("object");
    }
}
