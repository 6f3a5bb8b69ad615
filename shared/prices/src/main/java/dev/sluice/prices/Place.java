package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Where in which document something stands, so that whoever wrote it finds what is wrong. */
record Place(String path) {
    static Place of(String document) {
        return new Place(document + ":");
    }

    Place at(String key) {
        return new Place(path + (path.endsWith(":") ? " " : " → ") + key);
    }

    void checkKeys(JsonNode node, Set<String> allowed) {
        if (!node.isObject()) {
            throw expected("the keys " + sorted(allowed), node);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!allowed.contains(key)) {
                throw at(key).wrong("unknown key; known ones are " + sorted(allowed));
            }
        });
    }

    IllegalArgumentException expected(String what, JsonNode found) {
        String shown = found.toString();
        return wrong("expected " + what + ", found "
                + (found.isMissingNode() ? "nothing" : shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
    }

    IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(path + (path.endsWith(":") ? " " : ": ") + why);
    }

    private static String sorted(Set<String> keys) {
        return String.join(", ", keys.stream().sorted().toList());
    }
}
