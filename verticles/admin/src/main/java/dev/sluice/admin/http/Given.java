package dev.sluice.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a request asked for, as the audit log keeps it: without secrets, and short. */
final class Given {
    private static final int LONGEST = 16 * 1024;
    private static final Pattern SECRET = Pattern.compile(
            "(.*_)?(secret|secrets|password|token|code|codes|key|credential|credentials|pending|proxy)");
    private static final TextNode MASK = TextNode.valueOf("***");

    private Given() {}

    /** A JSON object, in ASCII, which every database gives back as it was. */
    static String of(Bytes body) {
        if (body.isEmpty()) {
            return "{}";
        }
        if (body.length() > LONGEST) {
            return "{\"bytes\":" + body.length() + "}";
        }
        try {
            JsonNode given = Json.read(body);
            mask(given);
            return Json.ascii(given);
        } catch (GatewayException unreadable) {
            return "{}";
        }
    }

    private static void mask(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                for (String name : names(object)) {
                    if (SECRET.matcher(name).matches()) {
                        object.set(name, MASK);
                    } else {
                        mask(object.get(name));
                    }
                }
            }
            case ArrayNode array -> array.forEach(Given::mask);
            default -> {}
        }
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
